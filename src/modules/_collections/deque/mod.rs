//! `deque`

pub mod iterator;
mod methods;

use std::collections::VecDeque;

use crate::support::prelude::*;

/// The items; how many are allowed (`None`: any number); a count of changes for iterators and searches.
#[derive(Default)]
pub struct DequeState {
    pub(super) items: VecDeque<Owned>,
    pub(super) maxlen: Option<usize>,
    pub(super) changes: u64,
}
native_state! {
    /// `collections.deque`
    pub Deque(DequeState) { items }
}

native_type! {
    /// `collections.deque`
    pub static DEQUE: Deque = "collections.deque" {
        dict: false, weakrefs: true,
        flags: abi::Py_TPFLAGS_BASETYPE | abi::Py_TPFLAGS_SEQUENCE,
        doc: "A list-like sequence optimized for data accesses near its endpoints.",
        set: { tp_hash: Some(decl::PyObject_HashNotImplemented), },
        slots: {
            tp_repr: methods::repr,
            tp_iter: iterator::forward,
            tp_richcompare: methods::compare,
            tp_init: methods::init,
            tp_new: methods::new,
        },
        sequence: {
            sq_length: methods::len,
            sq_concat: methods::concat,
            sq_repeat: methods::repeat,
            sq_item: methods::item,
            sq_ass_item: methods::assign,
            sq_contains: methods::contains,
            sq_inplace_concat: methods::inplace_concat,
            sq_inplace_repeat: methods::inplace_repeat,
        },
        methods: [
            method!(o "append", methods::append, "append($self, item, /)\n--\n\nAdd an element to the right side of the deque."),
            method!(o "appendleft", methods::appendleft, "appendleft($self, item, /)\n--\n\nAdd an element to the left side of the deque."),
            method!(noargs "clear", methods::clear, "clear($self, /)\n--\n\nRemove all elements from the deque."),
            method!(noargs "__copy__", methods::copy, "__copy__($self, /)\n--\n\nReturn a shallow copy of a deque."),
            method!(noargs "copy", methods::copy, "copy($self, /)\n--\n\nReturn a shallow copy of a deque."),
            method!(o "count", methods::count, "count($self, value, /)\n--\n\nReturn number of occurrences of value."),
            method!(o "extend", methods::extend, "extend($self, iterable, /)\n--\n\nExtend the right side of the deque with elements from the iterable."),
            method!(o "extendleft", methods::extendleft, "extendleft($self, iterable, /)\n--\n\nExtend the left side of the deque with elements from the iterable."),
            method!(fastcall "index", methods::index, "index($self, value, [start, [stop]])\n--\n\nReturn first index of value.\n\nRaises ValueError if the value is not present."),
            method!(fastcall "insert", methods::insert, "insert($self, index, value, /)\n--\n\nInsert value before index."),
            method!(noargs "pop", methods::pop, "pop($self, /)\n--\n\nRemove and return the rightmost element."),
            method!(noargs "popleft", methods::popleft, "popleft($self, /)\n--\n\nRemove and return the leftmost element."),
            method!(noargs "__reduce__", methods::reduce, "__reduce__($self, /)\n--\n\nReturn state information for pickling."),
            method!(o "remove", methods::remove, "remove($self, value, /)\n--\n\nRemove first occurrence of value."),
            method!(noargs "__reversed__", iterator::backward, "__reversed__($self, /)\n--\n\nReturn a reverse iterator over the deque."),
            method!(noargs "reverse", methods::reverse, "reverse($self, /)\n--\n\nReverse *IN PLACE*."),
            method!(fastcall "rotate", methods::rotate, "rotate($self, n=1, /)\n--\n\nRotate the deque n steps to the right.  If n is negative, rotates left."),
            method!(noargs "__sizeof__", methods::sizeof, "__sizeof__($self, /)\n--\n\nReturn the size of the deque in memory, in bytes."),
            method!(class_o "__class_getitem__", protocol::class_getitem, "__class_getitem__($type, object, /)\n--\n\nSee PEP 585"),
        ],
        getset: [ getset!("maxlen", methods::maxlen, "maximum size of a deque or None if unbounded") ],
    }
}

/// `self` of the methods.
pub(super) type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Deque>>;

impl DequeState {
    /// Item `i`.
    pub(super) fn get<'py>(&self, py: Attached<'py>, i: usize) -> Option<Ref<'py>> {
        self.items.get(i).map(|o| o.clone_ref(py).into_bound(py))
    }
    /// Adds on the right; what that pushes out on the left.
    pub(super) fn push_back(&mut self, item: Owned) -> Option<Owned> {
        self.changes += 1;
        self.items.push_back(item);
        if self.maxlen.is_some_and(|m| self.items.len() > m) { self.items.pop_front() } else { None }
    }
    /// Adds on the left; what that pushes out on the right.
    pub(super) fn push_front(&mut self, item: Owned) -> Option<Owned> {
        self.changes += 1;
        self.items.push_front(item);
        if self.maxlen.is_some_and(|m| self.items.len() > m) { self.items.pop_back() } else { None }
    }
}
