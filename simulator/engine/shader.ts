/** What ggml's Metal backend writes when an OS update has tightened the tensor headers (M5 and macOS 26). */
export const SHADER_LINES = `ggml_metal_library_init: error: Error Domain=MTLLibraryErrorDomain Code=3 "program_source:2:
error: static assertion failed due to requirement '__tensor_ops_detail::__is_same_v<bfloat, half>'"
ggml_metal_init: error: failed to initialize the Metal library
`;
