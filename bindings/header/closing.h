

#ifdef __cplusplus
} /* extern "C" */
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#pragma clang diagnostic pop
#endif

#endif /* COGNITO_NATIVE_H */
