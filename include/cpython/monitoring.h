/* Events of sys.monitoring, for code that is not Python's. */
#ifndef Py_CPYTHON_MONITORING_H
#error "cpython/monitoring.h is included by monitoring.h only"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#define PY_MONITORING_EVENT_PY_START 0
#define PY_MONITORING_EVENT_PY_RESUME 1
#define PY_MONITORING_EVENT_PY_RETURN 2
#define PY_MONITORING_EVENT_PY_YIELD 3
#define PY_MONITORING_EVENT_CALL 4
#define PY_MONITORING_EVENT_LINE 5
#define PY_MONITORING_EVENT_INSTRUCTION 6
#define PY_MONITORING_EVENT_JUMP 7
#define PY_MONITORING_EVENT_BRANCH 8
#define PY_MONITORING_EVENT_STOP_ITERATION 9
#define PY_MONITORING_EVENT_RAISE 10
#define PY_MONITORING_EVENT_EXCEPTION_HANDLED 11
#define PY_MONITORING_EVENT_PY_UNWIND 12
#define PY_MONITORING_EVENT_PY_THROW 13
#define PY_MONITORING_EVENT_RERAISE 14
#define PY_MONITORING_EVENT_C_RETURN 15
#define PY_MONITORING_EVENT_C_RAISE 16
struct _PyMonitoringState {
    uint8_t active;
    uint8_t opaque;
};
/* end generated */

/* Events that are of single places in the code, not of everything that runs. */
#define PY_MONITORING_IS_INSTRUMENTED_EVENT(ev) ((ev) <= PY_MONITORING_EVENT_STOP_ITERATION)

/* `state` says whether a tool listens. */
#define _Py_MONITORING_FIRE(name, parameters, arguments) \
    static inline int PyMonitoring_Fire##name##Event parameters \
    { \
        return state->active ? _PyMonitoring_Fire##name##Event arguments : 0; \
    }
_Py_MONITORING_FIRE(PyStart, (PyMonitoringState *state, PyObject *codelike, int32_t offset), (state, codelike, offset))
_Py_MONITORING_FIRE(PyResume, (PyMonitoringState *state, PyObject *codelike, int32_t offset), (state, codelike, offset))
_Py_MONITORING_FIRE(PyReturn, (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *retval),
                    (state, codelike, offset, retval))
_Py_MONITORING_FIRE(PyYield, (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *retval),
                    (state, codelike, offset, retval))
_Py_MONITORING_FIRE(Call, (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *callable, PyObject *arg0),
                    (state, codelike, offset, callable, arg0))
_Py_MONITORING_FIRE(Line, (PyMonitoringState *state, PyObject *codelike, int32_t offset, int lineno),
                    (state, codelike, offset, lineno))
_Py_MONITORING_FIRE(Jump, (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *target_offset),
                    (state, codelike, offset, target_offset))
_Py_MONITORING_FIRE(Branch, (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *target_offset),
                    (state, codelike, offset, target_offset))
_Py_MONITORING_FIRE(CReturn, (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *retval),
                    (state, codelike, offset, retval))
_Py_MONITORING_FIRE(PyThrow, (PyMonitoringState *state, PyObject *codelike, int32_t offset), (state, codelike, offset))
_Py_MONITORING_FIRE(Raise, (PyMonitoringState *state, PyObject *codelike, int32_t offset), (state, codelike, offset))
_Py_MONITORING_FIRE(Reraise, (PyMonitoringState *state, PyObject *codelike, int32_t offset), (state, codelike, offset))
_Py_MONITORING_FIRE(ExceptionHandled, (PyMonitoringState *state, PyObject *codelike, int32_t offset), (state, codelike, offset))
_Py_MONITORING_FIRE(CRaise, (PyMonitoringState *state, PyObject *codelike, int32_t offset), (state, codelike, offset))
_Py_MONITORING_FIRE(PyUnwind, (PyMonitoringState *state, PyObject *codelike, int32_t offset), (state, codelike, offset))
_Py_MONITORING_FIRE(StopIteration, (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *value),
                    (state, codelike, offset, value))
#undef _Py_MONITORING_FIRE

#ifdef __cplusplus
}
#endif
