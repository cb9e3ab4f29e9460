// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

/// The part of ONNX Runtime's C interface that we call, by position.
///
/// `OrtGetApiBase()->GetApi(version)` hands out a table of functions that is append-only since version 1: a function's
/// position never changes, so a position and a signature are all it takes to call any libonnxruntime that is new enough,
/// CPU, CUDA or TensorRT build alike, without its headers (which its Python packages do not carry) and without linking
/// to a versioned symbol. `abi_test.cpp` compares every position with the real header where there is one.
/// Source: onnxruntime_c_api.h, `struct OrtApi`.
namespace eyrie::inference::onnxruntime::abi {

/// The version asked for; libraries from 1.14 on have it, and the highest position below belongs to it.
inline constexpr std::uint32_t kApiVersion = 14;

struct OrtStatus;
struct OrtEnv;
struct OrtSession;
struct OrtSessionOptions;
struct OrtRunOptions;
struct OrtTypeInfo;
struct OrtTensorInfo;
struct OrtMemoryInfo;
struct OrtAllocator;
struct OrtValue;
struct OrtIoBinding;
struct OrtCudaOptions;
struct OrtTensorRtOptions;

struct ApiBase {
  const void* (*get_api)(std::uint32_t version);
  const char* (*get_version)();
};

template <std::size_t Position, typename Signature>
struct Slot {
  static constexpr std::size_t kPosition = Position;
};

/// The function table of one library.
class Api {
 public:
  Api() = default;
  explicit Api(const void* table) : table_(static_cast<void* const*>(table)) {}

  template <std::size_t Position, typename Return, typename... Args>
  Return operator()(Slot<Position, Return(Args...)> /*slot*/, std::type_identity_t<Args>... args) const {
    return reinterpret_cast<Return (*)(Args...)>(table_[Position])(args...);
  }

 private:
  void* const* table_ = nullptr;
};

enum LogLevel : int { kLogError = 3 };
enum GraphOptimization : int { kOptimizeAll = 99 };
enum ExecutionMode : int { kSequential = 0 };
enum AllocatorType : int { kDeviceAllocator = 0 };
enum MemoryType : int { kDefaultMemory = 0 };

/// ONNXTensorElementDataType.
enum TensorType : int { kFloat = 1, kUint8 = 2, kInt8 = 3, kInt32 = 6, kInt64 = 7, kFloat16 = 10 };

template <std::size_t Position, typename... Args>
using Call = Slot<Position, OrtStatus*(Args...)>;
template <std::size_t Position, typename T>
using Release = Slot<Position, void(T*)>;
using Texts = const char* const*;

inline constexpr Slot<2, const char*(const OrtStatus*)> kGetErrorMessage;
inline constexpr Call<3, LogLevel, const char*, OrtEnv**> kCreateEnv;
inline constexpr Call<7, const OrtEnv*, const char*, const OrtSessionOptions*, OrtSession**> kCreateSession;
inline constexpr Call<10, OrtSessionOptions**> kCreateSessionOptions;
inline constexpr Call<13, OrtSessionOptions*, ExecutionMode> kSetSessionExecutionMode;
inline constexpr Call<23, OrtSessionOptions*, GraphOptimization> kSetSessionGraphOptimizationLevel;
inline constexpr Call<24, OrtSessionOptions*, int> kSetIntraOpNumThreads;
inline constexpr Call<25, OrtSessionOptions*, int> kSetInterOpNumThreads;
inline constexpr Call<30, const OrtSession*, std::size_t*> kSessionGetInputCount;
inline constexpr Call<31, const OrtSession*, std::size_t*> kSessionGetOutputCount;
inline constexpr Call<33, const OrtSession*, std::size_t, OrtTypeInfo**> kSessionGetInputTypeInfo;
inline constexpr Call<34, const OrtSession*, std::size_t, OrtTypeInfo**> kSessionGetOutputTypeInfo;
inline constexpr Call<36, const OrtSession*, std::size_t, OrtAllocator*, char**> kSessionGetInputName;
inline constexpr Call<37, const OrtSession*, std::size_t, OrtAllocator*, char**> kSessionGetOutputName;
inline constexpr Call<49, const OrtMemoryInfo*, void*, std::size_t, const std::int64_t*, std::size_t, TensorType, OrtValue**>
    kCreateTensorWithDataAsOrtValue;
inline constexpr Call<51, OrtValue*, void**> kGetTensorMutableData;
inline constexpr Call<55, const OrtTypeInfo*, const OrtTensorInfo**> kCastTypeInfoToTensorInfo;
inline constexpr Call<60, const OrtTensorInfo*, TensorType*> kGetTensorElementType;
inline constexpr Call<61, const OrtTensorInfo*, std::size_t*> kGetDimensionsCount;
inline constexpr Call<62, const OrtTensorInfo*, std::int64_t*, std::size_t> kGetDimensions;
inline constexpr Call<65, const OrtValue*, OrtTensorInfo**> kGetTensorTypeAndShape;
inline constexpr Call<69, AllocatorType, MemoryType, OrtMemoryInfo**> kCreateCpuMemoryInfo;
inline constexpr Call<76, OrtAllocator*, void*> kAllocatorFree;
inline constexpr Call<78, OrtAllocator**> kGetAllocatorWithDefaultOptions;
inline constexpr Release<92, OrtEnv> kReleaseEnv;
inline constexpr Release<93, OrtStatus> kReleaseStatus;
inline constexpr Release<94, OrtMemoryInfo> kReleaseMemoryInfo;
inline constexpr Release<95, OrtSession> kReleaseSession;
inline constexpr Release<96, OrtValue> kReleaseValue;
inline constexpr Release<98, OrtTypeInfo> kReleaseTypeInfo;
inline constexpr Release<99, OrtTensorInfo> kReleaseTensorTypeAndShapeInfo;
inline constexpr Release<100, OrtSessionOptions> kReleaseSessionOptions;
inline constexpr Call<124, OrtSessionOptions*, const char*, std::int64_t> kAddFreeDimensionOverrideByName;
inline constexpr Call<125, char***, int*> kGetAvailableProviders;
inline constexpr Call<126, char**, int> kReleaseAvailableProviders;
inline constexpr Call<130, OrtSessionOptions*, const char*, const char*> kAddSessionConfigEntry;
inline constexpr Call<133, OrtSession*, const OrtRunOptions*, const OrtIoBinding*> kRunWithBinding;
inline constexpr Call<134, OrtSession*, OrtIoBinding**> kCreateIoBinding;
inline constexpr Release<135, OrtIoBinding> kReleaseIoBinding;
inline constexpr Call<136, OrtIoBinding*, const char*, const OrtValue*> kBindInput;
inline constexpr Call<137, OrtIoBinding*, const char*, const OrtValue*> kBindOutput;
inline constexpr Call<138, OrtIoBinding*, const char*, const OrtMemoryInfo*> kBindOutputToDevice;
inline constexpr Call<140, const OrtIoBinding*, OrtAllocator*, OrtValue***, std::size_t*> kGetBoundOutputValues;
inline constexpr Call<170, OrtSessionOptions*, const OrtTensorRtOptions*> kAppendTensorRt;
inline constexpr Call<171, OrtTensorRtOptions**> kCreateTensorRtOptions;
inline constexpr Call<172, OrtTensorRtOptions*, Texts, Texts, std::size_t> kUpdateTensorRtOptions;
inline constexpr Release<174, OrtTensorRtOptions> kReleaseTensorRtOptions;
inline constexpr Call<204, OrtSessionOptions*, const OrtCudaOptions*> kAppendCuda;
inline constexpr Call<205, OrtCudaOptions**> kCreateCudaOptions;
inline constexpr Call<206, OrtCudaOptions*, Texts, Texts, std::size_t> kUpdateCudaOptions;
inline constexpr Release<208, OrtCudaOptions> kReleaseCudaOptions;
inline constexpr Call<216, OrtSessionOptions*, const char*, Texts, Texts, std::size_t> kAppendProvider;

}  // namespace eyrie::inference::onnxruntime::abi
