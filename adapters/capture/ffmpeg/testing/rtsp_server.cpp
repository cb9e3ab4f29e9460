// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0

// A camera for the tests: serves video whose pictures say their own number (the blocks of numbered_video.hpp), 25 pictures a
// second: H.264 at rtsp://127.0.0.1:PORT/camera, HEVC at /hevc, MJPEG at /mjpeg.
//
//   rtsp_test_server [PORT]      0 or nothing: any free port; prints the port when it is ready, and serves until it is
//   killed

#include <cstdio>
#include <cstdlib>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <gst/rtsp-server/rtsp-server.h>
#include <string>

namespace {

constexpr guint kWidth = 256;
constexpr guint kHeight = 128;
constexpr guint kRateHz = 25;
constexpr guint kNumberBits = 12;
constexpr guint kBlockPx = 16;

struct Camera {
  guint64 number = 0;
};

void push_picture(GstElement* source, guint /*wanted*/, gpointer data) {
  auto* camera = static_cast<Camera*>(data);
  constexpr gsize kLuma = static_cast<gsize>(kWidth) * kHeight;
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, kLuma * 3 / 2, nullptr);
  GstMapInfo map;
  gst_buffer_map(buffer, &map, GST_MAP_WRITE);
  for (gsize i = 0; i < kLuma; ++i) {
    const guint64 bit = i % kWidth / kBlockPx;
    const bool is_white = bit < kNumberBits && (camera->number >> bit & 1U) != 0;
    map.data[i] = is_white ? 220 : 30;
  }
  for (gsize i = kLuma; i < map.size; ++i) map.data[i] = 128;
  gst_buffer_unmap(buffer, &map);
  GST_BUFFER_PTS(buffer) = gst_util_uint64_scale(camera->number, GST_SECOND, kRateHz);
  GST_BUFFER_DURATION(buffer) = GST_SECOND / kRateHz;
  ++camera->number;
  gst_app_src_push_buffer(reinterpret_cast<GstAppSrc*>(source), buffer);
}

void configure(GstRTSPMediaFactory* /*factory*/, GstRTSPMedia* media, gpointer /*data*/) {
  GstElement* bin = gst_rtsp_media_get_element(media);
  GstElement* source = gst_bin_get_by_name_recurse_up(reinterpret_cast<GstBin*>(bin), "pictures");
  GstCaps* caps =
      gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT, int{kWidth}, "height",
                          G_TYPE_INT, int{kHeight}, "framerate", GST_TYPE_FRACTION, int{kRateHz}, 1, nullptr);
  g_object_set(source, "caps", caps, "format", GST_FORMAT_TIME, nullptr);
  gst_caps_unref(caps);
  auto* camera = new Camera();
  g_object_set_data_full(reinterpret_cast<GObject*>(media), "camera", camera,
                         [](gpointer p) { delete static_cast<Camera*>(p); });
  g_signal_connect_data(source, "need-data", reinterpret_cast<GCallback>(&push_picture), camera, nullptr, GConnectFlags{});
  gst_object_unref(source);
  gst_object_unref(bin);
}

void mount(GstRTSPMountPoints* mounts, const char* path, const std::string& encoder_and_payloader) {
  GstRTSPMediaFactory* factory = gst_rtsp_media_factory_new();
  const std::string launch = "( appsrc name=pictures is-live=true ! " + encoder_and_payloader + " name=pay0 pt=96 )";
  gst_rtsp_media_factory_set_launch(factory, launch.c_str());
  g_signal_connect_data(factory, "media-configure", reinterpret_cast<GCallback>(&configure), nullptr, nullptr,
                        GConnectFlags{});
  gst_rtsp_mount_points_add_factory(mounts, path, factory);
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(nullptr, nullptr);
  GstRTSPServer* server = gst_rtsp_server_new();
  gst_rtsp_server_set_address(server, "127.0.0.1");
  gst_rtsp_server_set_service(server, argc > 1 ? argv[1] : "0");
  GstRTSPMountPoints* mounts = gst_rtsp_server_get_mount_points(server);
  mount(mounts, "/camera", "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10 ! rtph264pay");
  mount(mounts, "/hevc", "x265enc tune=zerolatency speed-preset=ultrafast key-int-max=10 ! rtph265pay");
  mount(mounts, "/mjpeg", "jpegenc quality=90 ! rtpjpegpay");
  g_object_unref(mounts);
  if (gst_rtsp_server_attach(server, nullptr) == 0) return EXIT_FAILURE;
  std::printf("%d\n", gst_rtsp_server_get_bound_port(server));
  std::fflush(stdout);
  g_main_loop_run(g_main_loop_new(nullptr, FALSE));
}
