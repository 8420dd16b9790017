/* matrix: memory that is shared instead of copied.
 *
 * A two-dimensional array of doubles that gives its memory away through the buffer protocol (memoryview, NumPy and others
 * read and write it in place) and takes the memory of others through the same protocol. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyTypeObject *matrix_type;
} matrix_state;

/* A matrix owns its memory, or looks at that of `base`: another matrix (a transposed view) or any exporter of a buffer.
 * Nothing in this struct changes after creation, so it needs no lock; the numbers are shared as memory is. */
typedef struct {
    PyObject_HEAD
    double *data;
    Py_ssize_t shape[2];
    Py_ssize_t strides[2]; /* in bytes */
    PyObject *base;        /* the matrix whose memory this is; NULL if it is its own or foreign */
    int is_foreign;
    Py_buffer foreign;     /* held as long as this object lives, so that its owner keeps the memory where it is */
} MatrixObject;

static struct PyModuleDef matrix_module;

static matrix_state *
state_of_type(PyTypeObject *type)
{
    PyObject *module = PyType_GetModuleByDef(type, &matrix_module);
    return module == NULL ? NULL : (matrix_state *)PyModule_GetState(module);
}

static double *
element(MatrixObject *self, Py_ssize_t row, Py_ssize_t column)
{
    return (double *)((char *)self->data + row * self->strides[0] + column * self->strides[1]);
}

/* Creation and destruction ------------------------------------------------------------------------------------------ */

static MatrixObject *
matrix_alloc(PyTypeObject *type, Py_ssize_t rows, Py_ssize_t columns)
{
    MatrixObject *self = (MatrixObject *)type->tp_alloc(type, 0); /* zeroed */
    if (self != NULL) {
        self->shape[0] = rows;
        self->shape[1] = columns;
        self->strides[0] = columns * (Py_ssize_t)sizeof(double);
        self->strides[1] = sizeof(double);
    }
    return self;
}

static PyObject *
matrix_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"rows", "columns", "fill", NULL};
    Py_ssize_t rows, columns;
    double fill = 0.0;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "nn|d:Matrix", keywords, &rows, &columns, &fill)) {
        return NULL;
    }
    if (rows < 0 || columns < 0) {
        PyErr_SetString(PyExc_ValueError, "a matrix cannot have a negative size");
        return NULL;
    }
    if (columns > 0 && rows > PY_SSIZE_T_MAX / (Py_ssize_t)sizeof(double) / columns) {
        return PyErr_NoMemory();
    }
    MatrixObject *self = matrix_alloc(type, rows, columns);
    if (self == NULL) {
        return NULL;
    }
    /* Bulk data without Python objects in it. PyMem_Malloc(0) gives a pointer, too. */
    self->data = PyMem_Malloc((size_t)(rows * columns) * sizeof(double));
    if (self->data == NULL) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    for (Py_ssize_t i = 0; i < rows * columns; i++) {
        self->data[i] = fill;
    }
    return (PyObject *)self;
}

static int
matrix_traverse(PyObject *op, visitproc visit, void *arg)
{
    MatrixObject *self = (MatrixObject *)op;
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(self->base);
    if (self->is_foreign) {
        Py_VISIT(self->foreign.obj);
    }
    return 0;
}

/* There is no tp_clear: the memory must stay as long as anybody can reach it. A cycle through here is broken elsewhere. */
static void
matrix_dealloc(PyObject *op)
{
    MatrixObject *self = (MatrixObject *)op;
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    if (self->is_foreign) {
        PyBuffer_Release(&self->foreign);
    }
    else if (self->base == NULL) {
        PyMem_Free(self->data);
    }
    Py_XDECREF(self->base);
    type->tp_free(op);
    Py_DECREF(type);
}

/* matrix.wrap(object): a matrix over the memory of any exporter of a two-dimensional buffer of doubles. */
static PyObject *
matrix_wrap(PyObject *module, PyObject *exporter)
{
    matrix_state *state = PyModule_GetState(module);
    MatrixObject *self = matrix_alloc(state->matrix_type, 0, 0);
    if (self == NULL) {
        return NULL;
    }
    if (PyObject_GetBuffer(exporter, &self->foreign, PyBUF_RECORDS) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    self->is_foreign = 1; /* from here on dealloc releases the buffer */
    Py_buffer *view = &self->foreign;
    if (view->ndim != 2 || view->format == NULL || strcmp(view->format, "d") != 0) {
        PyErr_Format(PyExc_ValueError, "need a buffer of 2 dimensions and format 'd', got %d and '%s'", view->ndim,
                     view->format == NULL ? "B" : view->format);
        Py_DECREF(self);
        return NULL;
    }
    self->data = view->buf;
    memcpy(self->shape, view->shape, sizeof(self->shape));
    memcpy(self->strides, view->strides, sizeof(self->strides));
    return (PyObject *)self;
}

/* The buffer protocol ----------------------------------------------------------------------------------------------- */

/* Somebody wants our memory. `flags` says what they can cope with; what they cannot, they must not get. */
static int
matrix_getbuffer(PyObject *op, Py_buffer *view, int flags)
{
    MatrixObject *self = (MatrixObject *)op;
    Py_ssize_t rows = self->shape[0], columns = self->shape[1];
    Py_ssize_t item = sizeof(double);
    int c_contiguous = (self->strides[1] == item || columns < 2) && (self->strides[0] == columns * item || rows < 2);
    int f_contiguous = (self->strides[0] == item || rows < 2) && (self->strides[1] == rows * item || columns < 2);

    view->obj = NULL; /* stays so on failure */
    if ((flags & PyBUF_C_CONTIGUOUS) == PyBUF_C_CONTIGUOUS && !c_contiguous) {
        PyErr_SetString(PyExc_BufferError, "this matrix is not C-contiguous");
        return -1;
    }
    if ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS && !f_contiguous) {
        PyErr_SetString(PyExc_BufferError, "this matrix is not Fortran-contiguous");
        return -1;
    }
    if ((flags & PyBUF_ANY_CONTIGUOUS) == PyBUF_ANY_CONTIGUOUS && !c_contiguous && !f_contiguous) {
        PyErr_SetString(PyExc_BufferError, "this matrix is not contiguous");
        return -1;
    }
    if ((flags & PyBUF_STRIDES) != PyBUF_STRIDES && !c_contiguous) {
        PyErr_SetString(PyExc_BufferError, "this matrix needs strides");
        return -1;
    }
    view->buf = self->data;
    view->obj = Py_NewRef(op); /* keeps us alive until PyBuffer_Release */
    view->len = rows * columns * item;
    view->itemsize = item;
    view->readonly = 0;
    view->ndim = 2;
    view->format = (flags & PyBUF_FORMAT) ? "d" : NULL;
    view->shape = (flags & PyBUF_ND) ? self->shape : NULL;
    view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? self->strides : NULL;
    view->suboffsets = NULL;
    view->internal = NULL;
    return 0;
}

/* Behaviour --------------------------------------------------------------------------------------------------------- */

/* The element that `key`, a pair of integers, means; NULL with an exception if there is none. */
static double *
lookup(MatrixObject *self, PyObject *key)
{
    if (!PyTuple_Check(key) || PyTuple_GET_SIZE(key) != 2) {
        PyErr_SetString(PyExc_TypeError, "a matrix is indexed by row and column");
        return NULL;
    }
    Py_ssize_t index[2];
    for (int i = 0; i < 2; i++) {
        index[i] = PyNumber_AsSsize_t(PyTuple_GET_ITEM(key, i), PyExc_IndexError);
        if (index[i] == -1 && PyErr_Occurred()) {
            return NULL;
        }
        if (index[i] < 0) {
            index[i] += self->shape[i];
        }
        if (index[i] < 0 || index[i] >= self->shape[i]) {
            PyErr_Format(PyExc_IndexError, "%s index out of range", i == 0 ? "row" : "column");
            return NULL;
        }
    }
    return element(self, index[0], index[1]);
}

static PyObject *
matrix_subscript(PyObject *op, PyObject *key)
{
    double *place = lookup((MatrixObject *)op, key);
    return place == NULL ? NULL : PyFloat_FromDouble(*place);
}

static int
matrix_ass_subscript(PyObject *op, PyObject *key, PyObject *value)
{
    if (value == NULL) {
        PyErr_SetString(PyExc_TypeError, "an element cannot be deleted");
        return -1;
    }
    double number = PyFloat_AsDouble(value);
    if (number == -1.0 && PyErr_Occurred()) {
        return -1;
    }
    double *place = lookup((MatrixObject *)op, key);
    if (place == NULL) {
        return -1;
    }
    *place = number;
    return 0;
}

static Py_ssize_t
matrix_length(PyObject *op)
{
    return ((MatrixObject *)op)->shape[0];
}

/* a @ b. Operands are borrowed for the whole call and their numbers are plain memory, so the thread may be let go of. */
static PyObject *
matrix_matmul(PyObject *a, PyObject *b)
{
    /* A binary slot is called for either operand: one of the two is ours, and it need not be the first. */
    PyTypeObject *ours = Py_TYPE(a)->tp_as_number != NULL && Py_TYPE(a)->tp_as_number->nb_matrix_multiply == matrix_matmul
                             ? Py_TYPE(a)
                             : Py_TYPE(b);
    matrix_state *state = state_of_type(ours);
    if (state == NULL) {
        return NULL;
    }
    if (!PyObject_TypeCheck(a, state->matrix_type) || !PyObject_TypeCheck(b, state->matrix_type)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    MatrixObject *left = (MatrixObject *)a, *right = (MatrixObject *)b;
    if (left->shape[1] != right->shape[0]) {
        PyErr_Format(PyExc_ValueError, "cannot multiply %zd columns by %zd rows", left->shape[1], right->shape[0]);
        return NULL;
    }
    PyObject *result = PyObject_CallFunction((PyObject *)state->matrix_type, "nn", left->shape[0], right->shape[1]);
    if (result == NULL) {
        return NULL;
    }
    MatrixObject *product = (MatrixObject *)result;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t i = 0; i < product->shape[0]; i++) {
        for (Py_ssize_t k = 0; k < left->shape[1]; k++) {
            double factor = *element(left, i, k);
            for (Py_ssize_t j = 0; j < product->shape[1]; j++) {
                *element(product, i, j) += factor * *element(right, k, j);
            }
        }
    }
    Py_END_ALLOW_THREADS
    return result;
}

static PyObject *
matrix_repr(PyObject *op)
{
    MatrixObject *self = (MatrixObject *)op;
    return PyUnicode_FromFormat("<matrix.Matrix %zd x %zd>", self->shape[0], self->shape[1]);
}

static PyObject *
matrix_get_shape(PyObject *op, void *Py_UNUSED(closure))
{
    MatrixObject *self = (MatrixObject *)op;
    return Py_BuildValue("(nn)", self->shape[0], self->shape[1]);
}

/* The transposed matrix: the same memory with rows and columns exchanged. */
static PyObject *
matrix_get_transposed(PyObject *op, void *Py_UNUSED(closure))
{
    MatrixObject *self = (MatrixObject *)op;
    MatrixObject *view = matrix_alloc(Py_TYPE(op), self->shape[1], self->shape[0]);
    if (view == NULL) {
        return NULL;
    }
    view->data = self->data;
    view->strides[0] = self->strides[1];
    view->strides[1] = self->strides[0];
    view->base = Py_NewRef(op);
    return (PyObject *)view;
}

static PyGetSetDef matrix_getset[] = {
    {"shape", matrix_get_shape, NULL, PyDoc_STR("rows and columns"), NULL},
    {"T", matrix_get_transposed, NULL, PyDoc_STR("the same memory, transposed"), NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot matrix_slots[] = {
    {Py_tp_doc, PyDoc_STR("Matrix(rows, columns, fill=0.0)\n--\n\nA matrix of floats that shares its memory.")},
    {Py_tp_new, matrix_new},
    {Py_tp_dealloc, matrix_dealloc},
    {Py_tp_traverse, matrix_traverse},
    {Py_tp_repr, matrix_repr},
    {Py_tp_getset, matrix_getset},
    {Py_mp_length, matrix_length},
    {Py_mp_subscript, matrix_subscript},
    {Py_mp_ass_subscript, matrix_ass_subscript},
    {Py_nb_matrix_multiply, matrix_matmul},
    {Py_bf_getbuffer, matrix_getbuffer}, /* no releasebuffer: the view holds a reference, and that is all we need */
    {0, NULL},
};

static PyType_Spec matrix_spec = {
    .name = "matrix.Matrix",
    .basicsize = sizeof(MatrixObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = matrix_slots,
};

/* matrix.total(object): adds up any buffer of doubles, of any shape, without copying it. */
static PyObject *
matrix_total(PyObject *Py_UNUSED(module), PyObject *exporter)
{
    Py_buffer view;
    if (PyObject_GetBuffer(exporter, &view, PyBUF_FULL_RO) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    if (view.format == NULL || strcmp(view.format, "d") != 0 || view.suboffsets != NULL) {
        PyErr_SetString(PyExc_ValueError, "need a buffer of format 'd'");
        goto done;
    }
    double total = 0.0;
    Py_ssize_t index[PyBUF_MAX_NDIM] = {0};
    for (Py_ssize_t count = view.len / view.itemsize; count > 0; count--) {
        total += *(double *)PyBuffer_GetPointer(&view, index);
        /* the next index, the last dimension fastest */
        for (int d = view.ndim - 1; d >= 0 && ++index[d] == view.shape[d]; d--) {
            index[d] = 0;
        }
    }
    result = PyFloat_FromDouble(total);
done:
    PyBuffer_Release(&view); /* on every path */
    return result;
}

/* The module --------------------------------------------------------------------------------------------------------- */

static PyMethodDef module_methods[] = {
    {"wrap", matrix_wrap, METH_O, PyDoc_STR("wrap(buffer, /)\n--\n\nA Matrix over somebody else's memory.")},
    {"total", matrix_total, METH_O, PyDoc_STR("total(buffer, /)\n--\n\nThe sum of a buffer of doubles.")},
    {NULL, NULL, 0, NULL},
};

static int
module_exec(PyObject *module)
{
    matrix_state *state = PyModule_GetState(module);
    state->matrix_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &matrix_spec, NULL);
    if (state->matrix_type == NULL) {
        return -1;
    }
    return PyModule_AddType(module, state->matrix_type);
}

static int
module_traverse(PyObject *module, visitproc visit, void *arg)
{
    matrix_state *state = PyModule_GetState(module);
    Py_VISIT(state->matrix_type);
    return 0;
}

static int
module_clear(PyObject *module)
{
    matrix_state *state = PyModule_GetState(module);
    Py_CLEAR(state->matrix_type);
    return 0;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0, NULL},
};

static struct PyModuleDef matrix_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "matrix",
    .m_doc = PyDoc_STR("Matrices that share their memory."),
    .m_size = sizeof(matrix_state),
    .m_methods = module_methods,
    .m_slots = module_slots,
    .m_traverse = module_traverse,
    .m_clear = module_clear,
};

PyMODINIT_FUNC
PyInit_matrix(void)
{
    return PyModuleDef_Init(&matrix_module);
}
