//! `BufferedRWPair`: a reader and a writer in one.
#![forbid(unsafe_code)]

use mortise_core::args::{Args, Signature};
use mortise_core::builtin::support::class_object;
use mortise_core::heap::locked::Locked;
use mortise_core::heap::native::{Native, NativeClass, NativeValue, Visit, Visited};
use mortise_core::objects::{Dict, Tuple, Type};
use mortise_core::{Attached, Borrowed, Owned, PyResult, Ref, getset, intern, method, native_type, raise};

use super::{Object, base, buffered};

/// What `BufferedRWPair` objects hold: reader and writer.
pub struct Pair(Locked<Option<(Owned, Owned)>>);
impl NativeValue for Pair {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.0.with(|p| match p {
            Some((r, w)) => visit.object(r).and_then(|()| visit.object(w)),
            None => Ok(()),
        })
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.0.with(Option::take));
    }
}
type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Pair>>;

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<Pair>>> {
    Native::new_in(py, cls, Pair(Locked::new(None)))
}
fn init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<3> =
        Signature::with("BufferedRWPair", ["reader", "writer", "buffer_size"], 2, 3, 3);
    let [reader, writer, size] = SIG.parse_tuple(py, args, kwargs)?;
    let (reader, writer) = (reader.expect("required"), writer.expect("required"));
    let size = match size {
        Some(s) => s.to_owned(),
        None => py.int(super::DEFAULT_BUFFER_SIZE as i64)?.into_any(),
    };
    base::require(py, &reader, "readable")?;
    base::require(py, &writer, "writable")?;
    let r = class_object(py, <buffered::Reader as NativeClass>::type_object()).call([&reader, &size])?;
    let w = class_object(py, <buffered::Writer as NativeClass>::type_object()).call([&writer, &size])?;
    let both = Some((r.unbind(), w.unbind()));
    drop(slf.value().0.with(|p| std::mem::replace(p, both)));
    Ok(())
}
fn both<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>) -> PyResult<(Ref<'py>, Ref<'py>)> {
    match slf.value().0.with(|p| p.as_ref().map(|(r, w)| (r.clone_ref(py), w.clone_ref(py)))) {
        Some((r, w)) => Ok((r.into_bound(py), w.into_bound(py))),
        None => Err(raise!(py, ValueError, "I/O operation on uninitialized object")),
    }
}
macro_rules! forward {
    ($($name:ident $side:tt $python:literal;)*) => { $(
        fn $name<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
            let pair = both(py, &slf)?;
            let values: Vec<_> = args.iter().map(Borrowed::to_owned).collect();
            pair.$side.getattr(intern!(py, $python))?.call_tuple(&*py.tuple(values)?.borrow(), None)
        }
    )* };
}
forward! {
    read 0 "read"; peek 0 "peek"; read1 0 "read1"; readinto 0 "readinto"; readinto1 0 "readinto1";
    write 1 "write"; flush 1 "flush"; readable 0 "readable"; writable 1 "writable";
}
fn close<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    let (reader, writer) = both(py, &slf)?;
    let first = match writer.call_method::<0>(intern!(py, "close"), []) {
        Ok(_) => None,
        Err(raised) => Some(raised.take(py)),
    };
    match (reader.call_method::<0>(intern!(py, "close"), []), first) {
        (Ok(result), None) => Ok(result),
        (Ok(_), Some(error)) => Err(mortise_core::state::error::set(py, error)),
        (Err(raised), None) => Err(raised),
        (Err(raised), Some(error)) => {
            mortise_core::state::error::chain(py, error);
            Err(raised)
        }
    }
}
fn isatty<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    let (reader, writer) = both(py, &slf)?;
    let first = writer.call_method::<0>(intern!(py, "isatty"), [])?;
    if first.is_true()? { Ok(first) } else { reader.call_method::<0>(intern!(py, "isatty"), []) }
}
fn get_closed<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    both(py, &slf)?.1.getattr(intern!(py, "closed"))
}

native_type! {
    /// `_io.BufferedRWPair`
    pub static BUFFERED_RW_PAIR: Pair = "_io.BufferedRWPair" {
        dict: true, weakrefs: true,
        base: &raw mut base::BUFFERED_IO_BASE,
        flags: mortise_abi::Py_TPFLAGS_BASETYPE,
        doc: "BufferedRWPair(reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)\n--\n\nA buffered reader and writer object together.",
        slots: { tp_new: new, tp_init: init },
        methods: [
            method!(fastcall "read", read),
            method!(fastcall "peek", peek),
            method!(fastcall "read1", read1),
            method!(fastcall "readinto", readinto),
            method!(fastcall "readinto1", readinto1),
            method!(fastcall "write", write),
            method!(fastcall "flush", flush),
            method!(fastcall "readable", readable),
            method!(fastcall "writable", writable),
            method!(noargs "close", close),
            method!(noargs "isatty", isatty),
        ],
        getset: [getset!("closed", get_closed, "")],
    }
}
