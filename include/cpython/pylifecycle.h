/* Starting and ending interpreters. */
#ifndef Py_CPYTHON_PYLIFECYCLE_H
#error "cpython/pylifecycle.h is included by pylifecycle.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define PyInterpreterConfig_DEFAULT_GIL 0
#define PyInterpreterConfig_OWN_GIL 2
#define PyInterpreterConfig_SHARED_GIL 1
#ifdef Py_GIL_DISABLED
#define _PyInterpreterConfig_LEGACY_CHECK_MULTI_INTERP_EXTENSIONS 1
#endif
#ifndef Py_GIL_DISABLED
#define _PyInterpreterConfig_LEGACY_CHECK_MULTI_INTERP_EXTENSIONS 0
#endif
struct PyInterpreterConfig {
    int use_main_obmalloc;
    int allow_fork;
    int allow_exec;
    int allow_threads;
    int allow_daemon_threads;
    int check_multi_interp_extensions;
    int gil;
};
PyAPI_FUNC(int) PyUnstable_AtExit(PyInterpreterState *, atexit_datacallbackfunc, void *);
_Py_NO_RETURN PyAPI_FUNC(void) Py_ExitStatusException(PyStatus err);
PyAPI_FUNC(int) Py_FdIsInteractive(FILE *, const char *);
PyAPI_FUNC(PyStatus) Py_InitializeFromConfig(const PyConfig *config);
PyAPI_FUNC(PyStatus) Py_NewInterpreterFromConfig(PyThreadState **tstate_p, const PyInterpreterConfig *config);
PyAPI_FUNC(PyStatus) Py_PreInitialize(const PyPreConfig *src_config);
PyAPI_FUNC(PyStatus) Py_PreInitializeFromArgs(const PyPreConfig *src_config, Py_ssize_t argc, wchar_t **argv);
PyAPI_FUNC(PyStatus) Py_PreInitializeFromBytesArgs(const PyPreConfig *src_config, Py_ssize_t argc, char **argv);
PyAPI_FUNC(int) Py_RunMain(void);
PyAPI_FUNC(PyStatus) _Py_InitializeMain(void);
/* end generated */

#define _PyInterpreterConfig_INIT \
    { \
        .use_main_obmalloc = 0, .allow_fork = 0, .allow_exec = 0, .allow_threads = 1, .allow_daemon_threads = 0, \
        .check_multi_interp_extensions = 1, .gil = PyInterpreterConfig_OWN_GIL \
    }
#define _PyInterpreterConfig_LEGACY_INIT \
    { \
        .use_main_obmalloc = 1, .allow_fork = 1, .allow_exec = 1, .allow_threads = 1, .allow_daemon_threads = 1, \
        .check_multi_interp_extensions = _PyInterpreterConfig_LEGACY_CHECK_MULTI_INTERP_EXTENSIONS, \
        .gil = PyInterpreterConfig_SHARED_GIL \
    }

#ifdef __cplusplus
}
#endif
