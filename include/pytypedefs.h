/* Names of structs, which other files define. */
#ifndef Py_PYTYPEDEFS_H
#define Py_PYTYPEDEFS_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
typedef struct PyCodeObject PyCodeObject;
typedef struct PyGetSetDef PyGetSetDef;
typedef struct PyMemberDef PyMemberDef;
typedef struct _longobject PyLongObject;
typedef struct PyMethodDef PyMethodDef;
typedef struct PyModuleDef PyModuleDef;
typedef struct PyModuleDef_Base PyModuleDef_Base;
typedef struct PyModuleDef_Slot PyModuleDef_Slot;
typedef struct _typeobject PyTypeObject;
typedef struct PyType_Slot PyType_Slot;
typedef struct PyType_Spec PyType_Spec;
typedef struct PyVarObject PyVarObject;
typedef struct _object PyObject;
typedef struct _frame PyFrameObject;
typedef struct _is PyInterpreterState;
typedef struct _ts PyThreadState;
typedef struct PyStructSequence_Desc PyStructSequence_Desc;
typedef struct PyStructSequence_Field PyStructSequence_Field;
typedef struct _PyWeakReference PyWeakReference;
#if !defined(Py_LIMITED_API)
typedef struct PyByteArrayObject PyByteArrayObject;
typedef struct PyBytesObject PyBytesObject;
typedef struct PyCellObject PyCellObject;
typedef struct PyInstanceMethodObject PyInstanceMethodObject;
typedef struct PyMethodObject PyMethodObject;
typedef struct _line_offsets PyCodeAddressRange;
typedef struct _PyCoCached _PyCoCached;
typedef struct _PyCoLineInstrumentationData _PyCoLineInstrumentationData;
typedef struct _PyCoMonitoringData _PyCoMonitoringData;
typedef struct _PyExecutorArray _PyExecutorArray;
typedef struct _Py_GlobalMonitors _Py_GlobalMonitors;
typedef struct _Py_LocalMonitors _Py_LocalMonitors;
struct _opaque;
typedef struct PyCompilerFlags PyCompilerFlags;
typedef struct PyComplexObject PyComplexObject;
typedef struct Py_complex Py_complex;
typedef struct PyCriticalSection PyCriticalSection;
typedef struct PyCriticalSection2 PyCriticalSection2;
typedef struct PyDateTime_CAPI PyDateTime_CAPI;
typedef struct PyDateTime_Date PyDateTime_Date;
typedef struct PyDateTime_DateTime PyDateTime_DateTime;
typedef struct PyDateTime_Delta PyDateTime_Delta;
typedef struct PyDateTime_TZInfo PyDateTime_TZInfo;
typedef struct PyDateTime_Time PyDateTime_Time;
typedef struct _PyDateTime_BaseDateTime _PyDateTime_BaseDateTime;
typedef struct _PyDateTime_BaseTZInfo _PyDateTime_BaseTZInfo;
typedef struct _PyDateTime_BaseTime _PyDateTime_BaseTime;
typedef struct PyDescrObject PyDescrObject;
typedef struct PyGetSetDescrObject PyGetSetDescrObject;
typedef struct PyMemberDescrObject PyMemberDescrObject;
typedef struct PyMethodDescrObject PyMethodDescrObject;
typedef struct PyWrapperDescrObject PyWrapperDescrObject;
struct wrapperbase;
typedef struct _dictkeysobject PyDictKeysObject;
typedef struct _dictvalues PyDictValues;
typedef struct PyDictObject PyDictObject;
typedef struct PyFloatObject PyFloatObject;
typedef struct PyFrameLocalsProxyObject PyFrameLocalsProxyObject;
typedef struct PyFrameConstructor PyFrameConstructor;
typedef struct PyFunctionObject PyFunctionObject;
typedef struct PyAsyncGenObject PyAsyncGenObject;
typedef struct PyCoroObject PyCoroObject;
typedef struct PyGenObject PyGenObject;
struct _frozen;
struct _inittab;
typedef struct PyPreConfig PyPreConfig;
typedef struct PyStatus PyStatus;
typedef struct PyWideStringList PyWideStringList;
typedef struct PyConfig PyConfig;
typedef struct PyListObject PyListObject;
typedef struct PyMutex PyMutex;
typedef struct _PyLongValue _PyLongValue;
typedef struct PyMemoryViewObject PyMemoryViewObject;
typedef struct _PyManagedBufferObject _PyManagedBufferObject;
typedef struct PyCFunctionObject PyCFunctionObject;
typedef struct PyCMethodObject PyCMethodObject;
typedef struct _PyArg_Parser _PyArg_Parser;
typedef struct _PyOnceFlag _PyOnceFlag;
typedef struct _PyMonitoringState PyMonitoringState;
typedef struct PyAsyncMethods PyAsyncMethods;
typedef struct PyBufferProcs PyBufferProcs;
typedef struct _heaptypeobject PyHeapTypeObject;
typedef struct PyMappingMethods PyMappingMethods;
typedef struct PyNumberMethods PyNumberMethods;
typedef struct PySequenceMethods PySequenceMethods;
typedef struct _Py_Identifier _Py_Identifier;
struct _specialization_cache;
typedef struct PyObjectArenaAllocator PyObjectArenaAllocator;
struct _PyExecutorObject;
typedef struct PyAttributeErrorObject PyAttributeErrorObject;
typedef struct PyBaseExceptionGroupObject PyBaseExceptionGroupObject;
typedef struct PyBaseExceptionObject PyBaseExceptionObject;
typedef struct PyImportErrorObject PyImportErrorObject;
typedef struct PyNameErrorObject PyNameErrorObject;
typedef struct PyOSErrorObject PyOSErrorObject;
typedef struct PyStopIterationObject PyStopIterationObject;
typedef struct PySyntaxErrorObject PySyntaxErrorObject;
typedef struct PySystemExitObject PySystemExitObject;
typedef struct PyUnicodeErrorObject PyUnicodeErrorObject;
struct _PyInterpreterFrame;
typedef struct PyHash_FuncDef PyHash_FuncDef;
typedef struct PyInterpreterConfig PyInterpreterConfig;
typedef struct PyMemAllocatorEx PyMemAllocatorEx;
typedef struct _err_stackitem _PyErr_StackItem;
typedef struct _stack_chunk _PyStackChunk;
typedef struct PySetObject PySetObject;
typedef struct setentry setentry;
typedef struct PySliceObject PySliceObject;
typedef struct PerfMapState PerfMapState;
typedef struct _traceback PyTracebackObject;
typedef struct PyTupleObject PyTupleObject;
typedef struct PyASCIIObject PyASCIIObject;
typedef struct PyCompactUnicodeObject PyCompactUnicodeObject;
typedef struct PyUnicodeObject PyUnicodeObject;
typedef struct _PyUnicodeWriter _PyUnicodeWriter;
#endif
#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x03070000
typedef struct _Py_tss_t Py_tss_t;
#endif
#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030b0000
typedef struct Py_buffer Py_buffer;
#endif
/* end generated */

#ifdef __cplusplus
}
#endif

#endif /* Py_PYTYPEDEFS_H */
