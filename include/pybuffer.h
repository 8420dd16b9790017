/* The buffer protocol. */
#ifndef Py_BUFFER_H
#define Py_BUFFER_H

#ifdef __cplusplus
extern "C" {
#endif

/* generated */
#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030b0000
typedef int (*getbufferproc)(PyObject *, Py_buffer *, int);
typedef void (*releasebufferproc)(PyObject *, Py_buffer *);
#define PyBUF_ANY_CONTIGUOUS 152
#define PyBUF_C_CONTIGUOUS 56
#define PyBUF_CONTIG_RO 8
#define PyBUF_CONTIG 9
#define PyBUF_F_CONTIGUOUS 88
#define PyBUF_FORMAT 4
#define PyBUF_FULL_RO 284
#define PyBUF_FULL 285
#define PyBUF_INDIRECT 280
#define PyBUF_MAX_NDIM 64
#define PyBUF_ND 8
#define PyBUF_READ 256
#define PyBUF_RECORDS_RO 28
#define PyBUF_RECORDS 29
#define PyBUF_SIMPLE 0
#define PyBUF_STRIDED_RO 24
#define PyBUF_STRIDED 25
#define PyBUF_STRIDES 24
#define PyBUF_WRITABLE 1
#define PyBUF_WRITE 512
#endif
#if !defined(Py_LIMITED_API)
#define PyBUF_WRITEABLE 1
#endif
#if !defined(Py_LIMITED_API) || Py_LIMITED_API + 0 >= 0x030b0000
struct Py_buffer {
    void *buf;
    PyObject *obj;
    Py_ssize_t len;
    Py_ssize_t itemsize;
    int readonly;
    int ndim;
    char *format;
    Py_ssize_t *shape;
    Py_ssize_t *strides;
    Py_ssize_t *suboffsets;
    void *internal;
};
PyAPI_FUNC(void) PyBuffer_FillContiguousStrides(int ndims, Py_ssize_t *shape, Py_ssize_t *strides, int itemsize, char fort);
PyAPI_FUNC(int) PyBuffer_FillInfo(Py_buffer *view, PyObject *o, void *buf, Py_ssize_t len, int readonly, int flags);
PyAPI_FUNC(int) PyBuffer_FromContiguous(const Py_buffer *view, const void *buf, Py_ssize_t len, char order);
PyAPI_FUNC(void *) PyBuffer_GetPointer(const Py_buffer *view, const Py_ssize_t *indices);
PyAPI_FUNC(int) PyBuffer_IsContiguous(const Py_buffer *view, char fort);
PyAPI_FUNC(void) PyBuffer_Release(Py_buffer *view);
PyAPI_FUNC(Py_ssize_t) PyBuffer_SizeFromFormat(const char *format);
PyAPI_FUNC(int) PyBuffer_ToContiguous(void *buf, const Py_buffer *view, Py_ssize_t len, char order);
PyAPI_FUNC(int) PyObject_CheckBuffer(PyObject *obj);
PyAPI_FUNC(int) PyObject_CopyData(PyObject *dest, PyObject *src);
PyAPI_FUNC(int) PyObject_GetBuffer(PyObject *obj, Py_buffer *view, int flags);
#endif
/* end generated */

#ifdef __cplusplus
}
#endif

#endif /* Py_BUFFER_H */
