/* The functions and macros of pymem.h and cpython/pymem.h. */
#include "capi.h"

typedef struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void (*free)(void *);
} functions;

static const functions domains[3] = {
    {PyMem_RawMalloc, PyMem_RawCalloc, PyMem_RawRealloc, PyMem_RawFree},
    {PyMem_Malloc, PyMem_Calloc, PyMem_Realloc, PyMem_Free},
    {PyObject_Malloc, PyObject_Calloc, PyObject_Realloc, PyObject_Free},
};

/* Whether a block of this size can be had; it is written to at both ends. */
static PyObject *
mem_malloc(PyObject *Py_UNUSED(module), PyObject *args)
{
    int domain;
    size_t size;
    if (!PyArg_ParseTuple(args, "in", &domain, &size)) {
        return NULL;
    }
    char *block = domains[domain].malloc(size);
    if (block != NULL && size > 0) {
        block[0] = block[size - 1] = 'x';
    }
    domains[domain].free(block);
    RETURN_TRUTH(block != NULL);
}

/* The sum of the bytes of a zeroed block, or -1 when there is none. */
static PyObject *
mem_calloc(PyObject *Py_UNUSED(module), PyObject *args)
{
    int domain;
    size_t count, size;
    if (!PyArg_ParseTuple(args, "inn", &domain, &count, &size)) {
        return NULL;
    }
    unsigned char *block = domains[domain].calloc(count, size);
    Py_ssize_t sum = block == NULL ? -1 : 0;
    for (size_t i = 0; block != NULL && i < count * size; i++) {
        sum += block[i];
    }
    domains[domain].free(block);
    RETURN_TRUTH(sum);
}

/* The text after its block was resized to `size`, or None when that failed (the old block is still whole then). */
static PyObject *
mem_realloc(PyObject *Py_UNUSED(module), PyObject *args)
{
    int domain;
    const char *text;
    Py_ssize_t length;
    size_t size;
    if (!PyArg_ParseTuple(args, "iy#n", &domain, &text, &length, &size)) {
        return NULL;
    }
    char *block = domains[domain].malloc(length);
    memcpy(block, text, length);
    char *moved = domains[domain].realloc(block, size);
    PyObject *result;
    if (moved == NULL) {
        result = memcmp(block, text, length) == 0 ? Py_NewRef(Py_None) : NULL;
        domains[domain].free(block);
    }
    else {
        result = PyBytes_FromStringAndSize(moved, (size_t)length < size ? length : (Py_ssize_t)size);
        domains[domain].free(moved);
    }
    return result;
}

/* realloc(NULL) allocates. */
static PyObject *
mem_realloc_null(PyObject *Py_UNUSED(module), PyObject *args)
{
    int domain;
    size_t size;
    if (!PyArg_ParseTuple(args, "in", &domain, &size)) {
        return NULL;
    }
    void *block = domains[domain].realloc(NULL, size);
    domains[domain].free(block);
    RETURN_TRUTH(block != NULL);
}

/* Two blocks of size zero are two blocks. */
static PyObject *
mem_empty_blocks_differ(PyObject *Py_UNUSED(module), PyObject *args)
{
    int domain;
    if (!PyArg_ParseTuple(args, "i", &domain)) {
        return NULL;
    }
    void *a = domains[domain].malloc(0), *b = domains[domain].calloc(0, 5);
    int differ = a != NULL && b != NULL && a != b;
    domains[domain].free(a);
    domains[domain].free(b);
    RETURN_TRUTH(differ);
}

static PyObject *
mem_free_null(PyObject *Py_UNUSED(module), PyObject *args)
{
    int domain;
    if (!PyArg_ParseTuple(args, "i", &domain)) {
        return NULL;
    }
    domains[domain].free(NULL);
    RETURN_TRUTH(0);
}

/* PyMem_New and PyMem_Resize: whether n items can be had, and then m. */
static PyObject *
mem_new_and_resize(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_ssize_t n, m;
    if (!PyArg_ParseTuple(args, "nn", &n, &m)) {
        return NULL;
    }
    double *items = PyMem_New(double, n), *first = items;
    if (items == NULL) {
        return Py_BuildValue("(ii)", 0, 0);
    }
    PyMem_Resize(items, double, m);
    PyMem_Free(items == NULL ? first : items);
    return Py_BuildValue("(ii)", 1, items != NULL);
}

/* An allocator of our own, which counts. */
static struct {
    PyMemAllocatorEx under;
    int malloc, calloc, realloc, free, context_is_right;
} counts;

static void *
counting_malloc(void *ctx, size_t size)
{
    counts.malloc++;
    counts.context_is_right &= ctx == &counts;
    return counts.under.malloc(counts.under.ctx, size);
}

static void *
counting_calloc(void *ctx, size_t count, size_t size)
{
    counts.calloc++;
    counts.context_is_right &= ctx == &counts;
    return counts.under.calloc(counts.under.ctx, count, size);
}

static void *
counting_realloc(void *ctx, void *block, size_t size)
{
    counts.realloc++;
    counts.context_is_right &= ctx == &counts;
    return counts.under.realloc(counts.under.ctx, block, size);
}

static void
counting_free(void *ctx, void *block)
{
    counts.free++;
    counts.context_is_right &= ctx == &counts;
    counts.under.free(counts.under.ctx, block);
}

/* Puts the counting allocator around a domain's, uses each function once, and takes it away again. */
static PyObject *
mem_with_own_allocator(PyObject *Py_UNUSED(module), PyObject *args)
{
    int domain;
    if (!PyArg_ParseTuple(args, "i", &domain)) {
        return NULL;
    }
    memset(&counts, 0, sizeof(counts));
    counts.context_is_right = 1;
    PyMem_GetAllocator(domain, &counts.under);
    PyMemAllocatorEx own = {&counts, counting_malloc, counting_calloc, counting_realloc, counting_free}, seen, after;
    PyMem_SetAllocator(domain, &own);
    PyMem_GetAllocator(domain, &seen);
    void *a = domains[domain].malloc(10);
    void *b = domains[domain].calloc(2, 5);
    a = domains[domain].realloc(a, 1000);
    domains[domain].free(a);
    domains[domain].free(b);
    PyMem_SetAllocator(domain, &counts.under);
    PyMem_GetAllocator(domain, &after);
    return Py_BuildValue("(iiiiiii)", counts.malloc, counts.calloc, counts.realloc, counts.free, counts.context_is_right,
                         memcmp(&seen, &own, sizeof(own)) == 0, memcmp(&after, &counts.under, sizeof(after)) == 0);
}

/* How many allocations in the domain making an object takes (it is dropped with the allocator still set). */
static PyObject *
mem_counted_call(PyObject *Py_UNUSED(module), PyObject *args)
{
    int domain;
    PyObject *function;
    if (!PyArg_ParseTuple(args, "iO", &domain, &function)) {
        return NULL;
    }
    memset(&counts, 0, sizeof(counts));
    PyMem_GetAllocator(domain, &counts.under);
    PyMemAllocatorEx own = {&counts, counting_malloc, counting_calloc, counting_realloc, counting_free};
    PyMem_SetAllocator(domain, &own);
    PyObject *result = PyObject_CallNoArgs(function);
    Py_XDECREF(result);
    PyMem_SetAllocator(domain, &counts.under);
    if (result == NULL) {
        return NULL;
    }
    return Py_BuildValue("(ii)", counts.malloc + counts.calloc, counts.free);
}

static PyObject *
mem_unknown_domain_is_empty(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(args))
{
    PyMemAllocatorEx some = {&counts, counting_malloc, counting_calloc, counting_realloc, counting_free};
    PyMem_GetAllocator((PyMemAllocatorDomain)77, &some);
    RETURN_TRUTH(some.ctx == NULL && some.malloc == NULL && some.calloc == NULL && some.realloc == NULL
                 && some.free == NULL);
}

/* What a fresh block of 16 bytes holds, and what lies around it, as the debug hooks lay it out. */
static PyObject *
mem_debug_block(PyObject *Py_UNUSED(module), PyObject *args)
{
    int domain;
    if (!PyArg_ParseTuple(args, "i", &domain)) {
        return NULL;
    }
    char *block = domains[domain].malloc(16);
    PyObject *result = Py_BuildValue("(y#y#y#)", block - 16, (Py_ssize_t)16, block, (Py_ssize_t)16, block + 16, (Py_ssize_t)8);
    domains[domain].free(block);
    return result;
}

/* Misuses that end the process under the debug hooks. */
static PyObject *
mem_misuse(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *what;
    if (!PyArg_ParseTuple(args, "s", &what)) {
        return NULL;
    }
    if (strcmp(what, "overrun") == 0) {
        char *volatile block = PyMem_Malloc(16);
        block[16] = 'x';
        PyMem_Free(block);
    }
    else if (strcmp(what, "domain") == 0) {
        PyMem_Free(PyObject_Malloc(16));
    }
    else if (strcmp(what, "detached") == 0) {
        Py_BEGIN_ALLOW_THREADS
        PyMem_Free(PyMem_Malloc(16));
        Py_END_ALLOW_THREADS
    }
    else if (strcmp(what, "detached raw") == 0) {
        Py_BEGIN_ALLOW_THREADS
        PyMem_RawFree(PyMem_RawMalloc(16));
        Py_END_ALLOW_THREADS
    }
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    METHOD_ARGS(mem_malloc), METHOD_ARGS(mem_calloc), METHOD_ARGS(mem_realloc), METHOD_ARGS(mem_realloc_null),
    METHOD_ARGS(mem_empty_blocks_differ), METHOD_ARGS(mem_free_null), METHOD_ARGS(mem_new_and_resize),
    METHOD_ARGS(mem_with_own_allocator), METHOD_ARGS(mem_counted_call), METHOD_ARGS(mem_unknown_domain_is_empty),
    METHOD_ARGS(mem_debug_block), METHOD_ARGS(mem_misuse), METHOD_END,
};

CAPI_MODULE(_capi_pymem, methods)
