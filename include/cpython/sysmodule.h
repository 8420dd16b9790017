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
/* end generated */

#ifdef __cplusplus
}
#endif
