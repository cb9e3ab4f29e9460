// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "inference/onnxruntime/abi.hpp"

#include <cstddef>

#include <gtest/gtest.h>

#if __has_include(<onnxruntime_c_api.h>)
#include <onnxruntime_c_api.h>

namespace eyrie::inference::onnxruntime::abi {
namespace {

#define EXPECT_SLOT(ours, theirs) EXPECT_EQ(decltype(ours)::kPosition, offsetof(::OrtApi, theirs) / sizeof(void*)) << #theirs

TEST(Abi, EveryPositionIsThatOfTheRealHeader) {
  EXPECT_SLOT(kGetErrorMessage, GetErrorMessage);
  EXPECT_SLOT(kCreateEnv, CreateEnv);
  EXPECT_SLOT(kCreateSession, CreateSession);
  EXPECT_SLOT(kCreateSessionOptions, CreateSessionOptions);
  EXPECT_SLOT(kSetSessionExecutionMode, SetSessionExecutionMode);
  EXPECT_SLOT(kSetSessionGraphOptimizationLevel, SetSessionGraphOptimizationLevel);
  EXPECT_SLOT(kSetIntraOpNumThreads, SetIntraOpNumThreads);
  EXPECT_SLOT(kSetInterOpNumThreads, SetInterOpNumThreads);
  EXPECT_SLOT(kSessionGetInputCount, SessionGetInputCount);
  EXPECT_SLOT(kSessionGetOutputCount, SessionGetOutputCount);
  EXPECT_SLOT(kSessionGetInputTypeInfo, SessionGetInputTypeInfo);
  EXPECT_SLOT(kSessionGetOutputTypeInfo, SessionGetOutputTypeInfo);
  EXPECT_SLOT(kSessionGetInputName, SessionGetInputName);
  EXPECT_SLOT(kSessionGetOutputName, SessionGetOutputName);
  EXPECT_SLOT(kCreateTensorWithDataAsOrtValue, CreateTensorWithDataAsOrtValue);
  EXPECT_SLOT(kGetTensorMutableData, GetTensorMutableData);
  EXPECT_SLOT(kCastTypeInfoToTensorInfo, CastTypeInfoToTensorInfo);
  EXPECT_SLOT(kGetTensorElementType, GetTensorElementType);
  EXPECT_SLOT(kGetDimensionsCount, GetDimensionsCount);
  EXPECT_SLOT(kGetDimensions, GetDimensions);
  EXPECT_SLOT(kGetTensorTypeAndShape, GetTensorTypeAndShape);
  EXPECT_SLOT(kCreateCpuMemoryInfo, CreateCpuMemoryInfo);
  EXPECT_SLOT(kAllocatorFree, AllocatorFree);
  EXPECT_SLOT(kGetAllocatorWithDefaultOptions, GetAllocatorWithDefaultOptions);
  EXPECT_SLOT(kReleaseEnv, ReleaseEnv);
  EXPECT_SLOT(kReleaseStatus, ReleaseStatus);
  EXPECT_SLOT(kReleaseMemoryInfo, ReleaseMemoryInfo);
  EXPECT_SLOT(kReleaseSession, ReleaseSession);
  EXPECT_SLOT(kReleaseValue, ReleaseValue);
  EXPECT_SLOT(kReleaseTypeInfo, ReleaseTypeInfo);
  EXPECT_SLOT(kReleaseTensorTypeAndShapeInfo, ReleaseTensorTypeAndShapeInfo);
  EXPECT_SLOT(kReleaseSessionOptions, ReleaseSessionOptions);
  EXPECT_SLOT(kAddFreeDimensionOverrideByName, AddFreeDimensionOverrideByName);
  EXPECT_SLOT(kGetAvailableProviders, GetAvailableProviders);
  EXPECT_SLOT(kReleaseAvailableProviders, ReleaseAvailableProviders);
  EXPECT_SLOT(kAddSessionConfigEntry, AddSessionConfigEntry);
  EXPECT_SLOT(kRunWithBinding, RunWithBinding);
  EXPECT_SLOT(kCreateIoBinding, CreateIoBinding);
  EXPECT_SLOT(kReleaseIoBinding, ReleaseIoBinding);
  EXPECT_SLOT(kBindInput, BindInput);
  EXPECT_SLOT(kBindOutput, BindOutput);
  EXPECT_SLOT(kBindOutputToDevice, BindOutputToDevice);
  EXPECT_SLOT(kGetBoundOutputValues, GetBoundOutputValues);
  EXPECT_SLOT(kAppendTensorRt, SessionOptionsAppendExecutionProvider_TensorRT_V2);
  EXPECT_SLOT(kCreateTensorRtOptions, CreateTensorRTProviderOptions);
  EXPECT_SLOT(kUpdateTensorRtOptions, UpdateTensorRTProviderOptions);
  EXPECT_SLOT(kReleaseTensorRtOptions, ReleaseTensorRTProviderOptions);
  EXPECT_SLOT(kAppendCuda, SessionOptionsAppendExecutionProvider_CUDA_V2);
  EXPECT_SLOT(kCreateCudaOptions, CreateCUDAProviderOptions);
  EXPECT_SLOT(kUpdateCudaOptions, UpdateCUDAProviderOptions);
  EXPECT_SLOT(kReleaseCudaOptions, ReleaseCUDAProviderOptions);
  EXPECT_SLOT(kAppendProvider, SessionOptionsAppendExecutionProvider);
}

}  // namespace
}  // namespace eyrie::inference::onnxruntime::abi

#else

TEST(Abi, EveryPositionIsThatOfTheRealHeader) {
  GTEST_SKIP()
      << "onnxruntime_c_api.h is not in .deps/onnxruntime/include; `tools/setup.d/onnxruntime --with-headers` brings it";
}

#endif
