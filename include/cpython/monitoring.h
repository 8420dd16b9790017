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
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FireBranchEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FireBranchEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *target_offset);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FireCRaiseEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FireCRaiseEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FireCReturnEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FireCReturnEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *retval);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FireCallEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FireCallEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *callable, PyObject *arg0);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FireExceptionHandledEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FireExceptionHandledEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FireJumpEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FireJumpEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *target_offset);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FireLineEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FireLineEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset, int lineno);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FirePyResumeEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FirePyResumeEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FirePyReturnEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FirePyReturnEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *retval);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FirePyStartEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FirePyStartEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FirePyThrowEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FirePyThrowEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FirePyUnwindEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FirePyUnwindEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FirePyYieldEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FirePyYieldEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *retval);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FireRaiseEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FireRaiseEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FireReraiseEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FireReraiseEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset);
Py_GCC_ATTRIBUTE((error("Mortise does not define _PyMonitoring_FireStopIterationEvent yet"))) PyAPI_FUNC(int) _PyMonitoring_FireStopIterationEvent(PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *value);
/* end generated */

/* Events that are of single places in the code, not of everything that runs. */
#define PY_MONITORING_IS_INSTRUMENTED_EVENT(ev) ((ev) <= PY_MONITORING_EVENT_STOP_ITERATION)

/* `state` says whether a tool listens. */
#define _Py_MONITORING_FIRE(name, function, parameters, arguments) \
    static inline int name parameters \
    { \
        return state->active ? function arguments : 0; \
    }
_Py_MONITORING_FIRE(PyMonitoring_FirePyStartEvent, _PyMonitoring_FirePyStartEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset),
                    (state, codelike, offset))
_Py_MONITORING_FIRE(PyMonitoring_FirePyResumeEvent, _PyMonitoring_FirePyResumeEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset),
                    (state, codelike, offset))
_Py_MONITORING_FIRE(PyMonitoring_FirePyReturnEvent, _PyMonitoring_FirePyReturnEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *retval),
                    (state, codelike, offset, retval))
_Py_MONITORING_FIRE(PyMonitoring_FirePyYieldEvent, _PyMonitoring_FirePyYieldEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *retval),
                    (state, codelike, offset, retval))
_Py_MONITORING_FIRE(PyMonitoring_FireCallEvent, _PyMonitoring_FireCallEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *callable, PyObject *arg0),
                    (state, codelike, offset, callable, arg0))
_Py_MONITORING_FIRE(PyMonitoring_FireLineEvent, _PyMonitoring_FireLineEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset, int lineno),
                    (state, codelike, offset, lineno))
_Py_MONITORING_FIRE(PyMonitoring_FireJumpEvent, _PyMonitoring_FireJumpEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *target_offset),
                    (state, codelike, offset, target_offset))
_Py_MONITORING_FIRE(PyMonitoring_FireBranchEvent, _PyMonitoring_FireBranchEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *target_offset),
                    (state, codelike, offset, target_offset))
_Py_MONITORING_FIRE(PyMonitoring_FireCReturnEvent, _PyMonitoring_FireCReturnEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *retval),
                    (state, codelike, offset, retval))
_Py_MONITORING_FIRE(PyMonitoring_FirePyThrowEvent, _PyMonitoring_FirePyThrowEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset),
                    (state, codelike, offset))
_Py_MONITORING_FIRE(PyMonitoring_FireRaiseEvent, _PyMonitoring_FireRaiseEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset),
                    (state, codelike, offset))
_Py_MONITORING_FIRE(PyMonitoring_FireReraiseEvent, _PyMonitoring_FireReraiseEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset),
                    (state, codelike, offset))
_Py_MONITORING_FIRE(PyMonitoring_FireExceptionHandledEvent, _PyMonitoring_FireExceptionHandledEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset),
                    (state, codelike, offset))
_Py_MONITORING_FIRE(PyMonitoring_FireCRaiseEvent, _PyMonitoring_FireCRaiseEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset),
                    (state, codelike, offset))
_Py_MONITORING_FIRE(PyMonitoring_FirePyUnwindEvent, _PyMonitoring_FirePyUnwindEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset),
                    (state, codelike, offset))
_Py_MONITORING_FIRE(PyMonitoring_FireStopIterationEvent, _PyMonitoring_FireStopIterationEvent,
                    (PyMonitoringState *state, PyObject *codelike, int32_t offset, PyObject *value),
                    (state, codelike, offset, value))
#undef _Py_MONITORING_FIRE

#ifdef __cplusplus
}
#endif
