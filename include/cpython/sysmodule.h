/* Hooks of the module sys. */
#ifndef Py_CPYTHON_SYSMODULE_H
#error "cpython/sysmodule.h is included by sysmodule.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
struct PerfMapState {
    FILE *perf_map;
    PyThread_type_lock map_lock;
};
PyAPI_FUNC(int) PySys_AddAuditHook(Py_AuditHookFunction, void *);
PyAPI_FUNC(int) PyUnstable_CopyPerfMapFile(const char *parent_filename);
PyAPI_FUNC(void) PyUnstable_PerfMapState_Fini(void);
PyAPI_FUNC(int) PyUnstable_PerfMapState_Init(void);
PyAPI_FUNC(int) PyUnstable_PerfTrampoline_CompileCode(PyCodeObject *);
PyAPI_FUNC(int) PyUnstable_PerfTrampoline_SetPersistAfterFork(int enable);
PyAPI_FUNC(int) PyUnstable_WritePerfMapEntry(const void *code_addr, unsigned int code_size, const char *entry_name);
/* end generated */

#ifdef __cplusplus
}
#endif
