/* Code objects. */
#ifndef Py_CODE_H
#define Py_CODE_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
typedef enum PyCodeEvent {
    PY_CODE_EVENT_CREATE = 0,
    PY_CODE_EVENT_DESTROY = 1,
} PyCodeEvent;
typedef enum _PyCodeLocationInfoKind {
    PY_CODE_LOCATION_INFO_SHORT0 = 0,
    PY_CODE_LOCATION_INFO_ONE_LINE0 = 10,
    PY_CODE_LOCATION_INFO_ONE_LINE1 = 11,
    PY_CODE_LOCATION_INFO_ONE_LINE2 = 12,
    PY_CODE_LOCATION_INFO_NO_COLUMNS = 13,
    PY_CODE_LOCATION_INFO_LONG = 14,
    PY_CODE_LOCATION_INFO_NONE = 15,
} _PyCodeLocationInfoKind;
typedef int (*PyCode_WatchCallback)(PyCodeEvent, PyCodeObject *);
#define CO_ASYNC_GENERATOR 512
#define CO_COROUTINE 128
#define CO_FUTURE_DIVISION 0x20000
#define CO_FUTURE_ABSOLUTE_IMPORT 0x40000
#define CO_FUTURE_WITH_STATEMENT 0x80000
#define CO_FUTURE_PRINT_FUNCTION 0x100000
#define CO_FUTURE_UNICODE_LITERALS 0x200000
#define CO_FUTURE_BARRY_AS_BDFL 0x400000
#define CO_FUTURE_GENERATOR_STOP 0x800000
#define CO_FUTURE_ANNOTATIONS 0x1000000
#define CO_GENERATOR 32
#define CO_ITERABLE_COROUTINE 256
#define CO_MAXBLOCKS 21
#define CO_NESTED 16
#define CO_NEWLOCALS 2
#define CO_NO_MONITORING_EVENTS 0x2000000
#define CO_OPTIMIZED 1
#define CO_VARARGS 4
#define CO_VARKEYWORDS 8
struct _opaque {
    int computed_line;
    const uint8_t *lo_next;
    const uint8_t *limit;
};
struct _line_offsets {
    int ar_start;
    int ar_end;
    int ar_line;
    struct _opaque opaque;
};
struct PyCodeObject {
    PyVarObject ob_base;
    PyObject *co_consts;
    PyObject *co_names;
    PyObject *co_exceptiontable;
    int co_flags;
    int co_argcount;
    int co_posonlyargcount;
    int co_kwonlyargcount;
    int co_stacksize;
    int co_firstlineno;
    int co_nlocalsplus;
    int co_framesize;
    int co_nlocals;
    int co_ncellvars;
    int co_nfreevars;
    uint32_t co_version;
    PyObject *co_localsplusnames;
    PyObject *co_localspluskinds;
    PyObject *co_filename;
    PyObject *co_name;
    PyObject *co_qualname;
    PyObject *co_linetable;
    PyObject *co_weakreflist;
    _PyExecutorArray *co_executors;
    _PyCoCached *_co_cached;
    size_t _co_instrumentation_version;
    _PyCoMonitoringData *_co_monitoring;
    int _co_firsttraceable;
    void *co_extra;
    char co_code_adaptive[1];
};
struct _PyCoCached {
    PyObject *_co_code;
    PyObject *_co_varnames;
    PyObject *_co_cellvars;
    PyObject *_co_freevars;
};
struct _PyCoLineInstrumentationData {
    uint8_t bytes_per_entry;
    uint8_t data[1];
};
struct _Py_LocalMonitors {
    uint8_t tools[10];
};
struct _PyCoMonitoringData {
    _Py_LocalMonitors local_monitors;
    _Py_LocalMonitors active_monitors;
    uint8_t *tools;
    _PyCoLineInstrumentationData *lines;
    uint8_t *line_tools;
    uint8_t *per_instruction_opcodes;
    uint8_t *per_instruction_tools;
};
struct _PyExecutorArray {
    int size;
    int capacity;
    struct _PyExecutorObject *executors[1];
};
struct _Py_GlobalMonitors {
    uint8_t tools[15];
};
PyAPI_FUNC(int) PyCode_AddWatcher(PyCode_WatchCallback callback);
PyAPI_FUNC(int) PyCode_Addr2Line(PyCodeObject *, int);
PyAPI_FUNC(int) PyCode_Addr2Location(PyCodeObject *, int, int *, int *, int *, int *);
PyAPI_FUNC(int) PyCode_ClearWatcher(int watcher_id);
PyAPI_FUNC(PyObject *) PyCode_GetCellvars(PyCodeObject *code);
PyAPI_FUNC(PyObject *) PyCode_GetCode(PyCodeObject *code);
PyAPI_FUNC(PyObject *) PyCode_GetFreevars(PyCodeObject *code);
PyAPI_FUNC(PyObject *) PyCode_GetVarnames(PyCodeObject *code);
PyAPI_FUNC(PyCodeObject *) PyCode_NewEmpty(const char *filename, const char *funcname, int firstlineno);
PyAPI_FUNC(PyObject *) PyCode_Optimize(PyObject *code, PyObject *consts, PyObject *names, PyObject *lnotab);
PyAPI_DATA(PyTypeObject) PyCode_Type;
PyAPI_FUNC(int) PyUnstable_Code_GetExtra(PyObject *code, Py_ssize_t index, void **extra);
PyAPI_FUNC(PyCodeObject *) PyUnstable_Code_New(int, int, int, int, int, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, int, PyObject *, PyObject *);
PyAPI_FUNC(PyCodeObject *) PyUnstable_Code_NewWithPosOnlyArgs(int, int, int, int, int, int, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, PyObject *, int, PyObject *, PyObject *);
PyAPI_FUNC(int) PyUnstable_Code_SetExtra(PyObject *code, Py_ssize_t index, void *extra);
PyAPI_FUNC(int) _PyCode_CheckLineNumber(int lasti, PyCodeAddressRange *bounds);
PyAPI_FUNC(PyObject *) _PyCode_ConstantKey(PyObject *obj);
/* end generated */

#define PyCode_Check(op) Py_IS_TYPE((op), &PyCode_Type)

/* Some future statement changes the grammar. */
#define PY_PARSER_REQUIRES_FUTURE_KEYWORD

/* What a watcher is told about. */
#define PY_FOREACH_CODE_EVENT(V) V(CREATE) V(DESTROY)
#define PY_DEF_EVENT(op) PY_CODE_EVENT_##op,

static inline Py_ssize_t PyCode_GetNumFree(PyCodeObject *op)
{
    assert(PyCode_Check(op));
    return op->co_nfreevars;
}
static inline int PyUnstable_Code_GetFirstFree(PyCodeObject *op)
{
    assert(PyCode_Check(op));
    return op->co_nlocalsplus - op->co_nfreevars;
}

/* Former names. */
Py_DEPRECATED(3.13) static inline int PyCode_GetFirstFree(PyCodeObject *op)
{
    return PyUnstable_Code_GetFirstFree(op);
}
Py_DEPRECATED(3.12)
static inline PyCodeObject *PyCode_New(int a, int b, int c, int d, int e, PyObject *f, PyObject *g, PyObject *h, PyObject *i,
                                       PyObject *j, PyObject *k, PyObject *l, PyObject *m, PyObject *n, int o, PyObject *p,
                                       PyObject *q)
{
    return PyUnstable_Code_New(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
}
Py_DEPRECATED(3.12)
static inline PyCodeObject *PyCode_NewWithPosOnlyArgs(int a, int poac, int b, int c, int d, int e, PyObject *f, PyObject *g,
                                                      PyObject *h, PyObject *i, PyObject *j, PyObject *k, PyObject *l,
                                                      PyObject *m, PyObject *n, int o, PyObject *p, PyObject *q)
{
    return PyUnstable_Code_NewWithPosOnlyArgs(a, poac, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
}
Py_DEPRECATED(3.12) static inline int _PyCode_GetExtra(PyObject *code, Py_ssize_t index, void **extra)
{
    return PyUnstable_Code_GetExtra(code, index, extra);
}
Py_DEPRECATED(3.12) static inline int _PyCode_SetExtra(PyObject *code, Py_ssize_t index, void *extra)
{
    return PyUnstable_Code_SetExtra(code, index, extra);
}

#ifdef __cplusplus
}
#endif

#endif /* Py_CODE_H */
