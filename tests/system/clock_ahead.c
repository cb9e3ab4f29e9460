// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0

// Loaded before a program's own libraries, it sets the program's wall clock CLOCK_AHEAD_S seconds ahead; the steady clock stays.

#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec* time) {
  const int code = (int)syscall(SYS_clock_gettime, clock, time);
  const char* ahead_s = getenv("CLOCK_AHEAD_S");
  if (code == 0 && clock == CLOCK_REALTIME && ahead_s != NULL) time->tv_sec += atol(ahead_s);
  return code;
}
