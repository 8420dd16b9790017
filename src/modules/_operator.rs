//! `_operator`: the operators as functions, and the callables that fetch items, attributes and methods.

use mortise_core::objects::protocol::{buffer::View, number};

use crate::support::prelude::*;
use crate::support::{expect_tuple, no_keywords};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

/// A row for a function of two operands, which `$body` combines.
macro_rules! two {
    ($name:literal, $doc:literal, |$py:ident, $a:ident, $b:ident| $body:expr) => {{
        fn function<'py>($py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
            args.expect($py, $name, 2, 2)?;
            let ($a, $b) = (args.get(0).expect("counted"), args.get(1).expect("counted"));
            $body
        }
        method!(fastcall $name, function, concat!($name, "($module, a, b, /)\n--\n\n", $doc))
    }};
}

/// A row for a function of one operand.
macro_rules! one {
    ($name:literal, $doc:literal, |$py:ident, $a:ident| $body:expr) => {{
        fn function<'py>($py: Attached<'py>, _m: Mod<'_, 'py>, $a: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
            $body
        }
        method!(o $name, function, concat!($name, "($module, a, /)\n--\n\n", $doc))
    }};
}

/// A row for a comparison.
macro_rules! compare {
    ($name:literal, $doc:literal, $op:ident) => {
        two!($name, $doc, |_py, a, b| a.rich_compare(&b, CompareOp::$op))
    };
}

/// A row for an in-place operator, through the C API's function.
macro_rules! inplace {
    ($name:literal, $doc:literal, $c:ident) => {
        // SAFETY: live objects; the result is a new reference or NULL with an exception.
        two!($name, $doc, |py, a, b| unsafe {
            Ref::from_owned_or_raised(py, decl::$c(a.as_ptr(), b.as_ptr()))
        })
    };
}

builtin_module! {
    /// The `_operator` module.
    pub OPERATOR = "_operator" {
        doc: "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
        methods: [
            one!("truth", "Return True if a is true, False otherwise.", |py, a| Ok(py.bool(a.is_true()?))),
            two!("contains", "Same as b in a (note reversed operands).", |py, a, b| Ok(py.bool(a.contains(&b)?))),
            two!("indexOf", "Return the first index of b in a.", |py, a, b| Ok(py.int_from_usize(a.index_of(&b)?)?.into_any())),
            two!("countOf", "Return the number of items in a which are, or which equal, b.", |py, a, b| Ok(py.int_from_usize(a.count_of(&b)?)?.into_any())),
            two!("is_", "Same as a is b.", |py, a, b| Ok(py.bool(a.is(&b)))),
            two!("is_not", "Same as a is not b.", |py, a, b| Ok(py.bool(!a.is(&b)))),
            one!("index", "Same as a.__index__()", |_py, a| Ok(a.index()?.into_any())),
            two!("add", "Same as a + b.", |_py, a, b| a.add(&b)),
            two!("sub", "Same as a - b.", |_py, a, b| a.sub(&b)),
            two!("mul", "Same as a * b.", |_py, a, b| a.mul(&b)),
            two!("matmul", "Same as a @ b.", |_py, a, b| a.matmul(&b)),
            two!("floordiv", "Same as a // b.", |_py, a, b| a.floordiv(&b)),
            two!("truediv", "Same as a / b.", |_py, a, b| a.truediv(&b)),
            two!("mod", "Same as a % b.", |_py, a, b| a.rem(&b)),
            one!("neg", "Same as -a.", |py, a| number::negative(py, &a)),
            one!("pos", "Same as +a.", |py, a| number::positive(py, &a)),
            one!("abs", "Same as abs(a).", |py, a| number::absolute(py, &a)),
            one!("inv", "Same as ~a.", |py, a| number::invert(py, &a)),
            one!("invert", "Same as ~a.", |py, a| number::invert(py, &a)),
            two!("lshift", "Same as a << b.", |_py, a, b| a.lshift(&b)),
            two!("rshift", "Same as a >> b.", |_py, a, b| a.rshift(&b)),
            one!("not_", "Same as not a.", |py, a| Ok(py.bool(!a.is_true()?))),
            two!("and_", "Same as a & b.", |_py, a, b| a.bitand(&b)),
            two!("xor", "Same as a ^ b.", |_py, a, b| a.bitxor(&b)),
            two!("or_", "Same as a | b.", |_py, a, b| a.bitor(&b)),
            inplace!("iadd", "Same as a += b.", PyNumber_InPlaceAdd),
            inplace!("isub", "Same as a -= b.", PyNumber_InPlaceSubtract),
            inplace!("imul", "Same as a *= b.", PyNumber_InPlaceMultiply),
            inplace!("imatmul", "Same as a @= b.", PyNumber_InPlaceMatrixMultiply),
            inplace!("ifloordiv", "Same as a //= b.", PyNumber_InPlaceFloorDivide),
            inplace!("itruediv", "Same as a /= b.", PyNumber_InPlaceTrueDivide),
            inplace!("imod", "Same as a %= b.", PyNumber_InPlaceRemainder),
            inplace!("ilshift", "Same as a <<= b.", PyNumber_InPlaceLshift),
            inplace!("irshift", "Same as a >>= b.", PyNumber_InPlaceRshift),
            inplace!("iand", "Same as a &= b.", PyNumber_InPlaceAnd),
            inplace!("ixor", "Same as a ^= b.", PyNumber_InPlaceXor),
            inplace!("ior", "Same as a |= b.", PyNumber_InPlaceOr),
            inplace!("concat", "Same as a + b, for a and b sequences.", PySequence_Concat),
            inplace!("iconcat", "Same as a += b, for a and b sequences.", PySequence_InPlaceConcat),
            two!("getitem", "Same as a[b].", |_py, a, b| a.get_item(&b)),
            method!(fastcall "setitem", setitem, "setitem($module, a, b, c, /)\n--\n\nSame as a[b] = c."),
            two!("delitem", "Same as del a[b].", |py, a, b| a.del_item(&b).map(|()| py.none())),
            two!("pow", "Same as a ** b.", |py, a, b| number::power(py, &a, &b, &py.none())),
            two!("ipow", "Same as a **= b.", |py, a, b| number::inplace_power(py, &a, &b, &py.none())),
            compare!("eq", "Same as a == b.", Eq),
            compare!("ne", "Same as a != b.", Ne),
            compare!("lt", "Same as a < b.", Lt),
            compare!("le", "Same as a <= b.", Le),
            compare!("gt", "Same as a > b.", Gt),
            compare!("ge", "Same as a >= b.", Ge),
            two!("_compare_digest", "Return 'a == b'.\n\nThis function uses an approach designed to prevent\ntiming analysis, making it appropriate for cryptography.\n\na and b must both be of the same type: either str (ASCII only),\nor any bytes-like object.\n\nNote: If a and b are of different lengths, or if an error occurs,\na timing attack could theoretically reveal information about the\ntypes and lengths of a and b--but not their values.", |py, a, b| compare_digest(py, &a, &b)),
            method!(fastcall "length_hint", length_hint, "length_hint($module, obj, default=0, /)\n--\n\nReturn an estimate of the number of items in obj.\n\nThis is useful for presizing containers when building from an iterable.\n\nIf the object supports len(), the result will be exact.\nOtherwise, it may over- or under-estimate by an arbitrary amount.\nThe result will be an integer >= 0."),
            method!(keywords "call", call, "call($module, obj, /, *args, **kwargs)\n--\n\nSame as obj(*args, **kwargs)."),
        ],
        exec: exec,
    }
}

fn exec<'py>(_py: Attached<'py>, m: Mod<'_, 'py>) -> PyResult<()> {
    add_types(&m, &[&raw mut ITEM_GETTER, &raw mut ATTR_GETTER, &raw mut METHOD_CALLER])
}

fn setitem<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "setitem", 3, 3)?;
    let at = |i| args.get(i).expect("counted");
    at(0).set_item(&at(1), &at(2))?;
    Ok(py.none())
}

fn length_hint<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "length_hint", 1, 2)?;
    let default = match args.get(1) {
        Some(default) => default.index_as_isize(Some(classes::OverflowError()))?,
        None => 0,
    };
    let hint = args.get(0).expect("counted").length_hint(default as usize)?;
    Ok(py.int(hint as isize as i64)?.into_any())
}

fn call<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    let Some(callable) = args.get(0) else {
        return Err(raise!(py, TypeError, "call expected at least 1 argument, got 0"));
    };
    let mut raw: Vec<_> = args.iter().skip(1).map(|a| a.as_ptr()).collect();
    let positional = raw.len();
    raw.extend((0..args.keyword_count()).filter_map(|i| args.keyword(i)).map(|(_, v)| v.as_ptr()));
    callable.vectorcall(&raw, positional, args.kwnames().as_deref())
}

/// Compares in a time that depends on `b`'s length alone.
fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    let lengths_differ = a.len() != b.len();
    let left = if lengths_differ { b } else { a };
    let difference =
        left.iter().zip(b).fold(lengths_differ as u8, |d, (x, y)| std::hint::black_box(d | (x ^ y)));
    difference == 0
}

fn compare_digest<'py>(py: Attached<'py>, a: &Ref<'py>, b: &Ref<'py>) -> PyResult<Ref<'py>> {
    if let (Some(a), Some(b)) = (a.cast::<Str>(), b.cast::<Str>()) {
        let (Some(a), Some(b)) = (a.as_ascii(), b.as_ascii()) else {
            return Err(raise!(
                py,
                TypeError,
                "comparing strings with non-ASCII characters is not supported"
            ));
        };
        return Ok(py.bool(same_bytes(a.as_bytes(), b.as_bytes())));
    }
    let (a, b) = (View::simple(py, a)?, View::simple(py, b)?);
    Ok(py.bool(same_bytes(a.bytes(), b.bytes())))
}

/// The call's only argument.
fn single<'a, 'py>(
    py: Attached<'py>,
    name: &str,
    args: Borrowed<'a, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    no_keywords(py, name, kwargs)?;
    expect_tuple(py, name, &args, 1, 1)?;
    Ok(args.item(0).to_owned())
}

/// `operator.NAME(reprs)`
fn repr_call<'py>(
    slf: &Ref<'py>,
    args: &Ref<'py, Tuple>,
    keywords: Option<&Ref<'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let py = slf.py();
    let mut out = protocol::ReprWriter::new(py);
    let name = slf.ty().full_name();
    let Some(_scope) = protocol::repr_scope(py, slf)? else {
        out.object(&py.str(&name)?)?;
        out.ascii("(...)")?;
        return out.finish();
    };
    out.object(&py.str(&name)?)?;
    out.ascii("(")?;
    let mut first = true;
    for item in args.items() {
        if !std::mem::take(&mut first) {
            out.ascii(", ")?;
        }
        out.object(&item.repr()?)?;
    }
    if let Some(keywords) = keywords {
        let mut pos = 0;
        while let Some((key, value)) = keywords.next_entry(&mut pos) {
            if !std::mem::take(&mut first) {
                out.ascii(", ")?;
            }
            out.object(&key.to_str()?)?;
            out.ascii("=")?;
            out.object(&value.repr()?)?;
        }
    }
    out.ascii(")")?;
    out.finish()
}

/// `operator.itemgetter`: the keys.
pub struct ItemGetter(Owned<Tuple>);

impl NativeValue for ItemGetter {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.object(&self.0)
    }
}

native_type! {
    /// `operator.itemgetter`
    pub static ITEM_GETTER: ItemGetter = "operator.itemgetter" {
        dict: false, weakrefs: false,
        doc: "itemgetter(item, /, *items)\n--\n\nReturn a callable object that fetches the given item(s) from its operand.\n\nAfter f = itemgetter(2), the call f(r) returns r[2].\nAfter g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
        slots: { tp_repr: item_repr, tp_call: item_call, tp_new: item_new },
        methods: [ method!(noargs "__reduce__", item_reduce, "Return state information for pickling") ],
    }
}

fn item_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<ItemGetter>>> {
    no_keywords(py, "itemgetter", kwargs)?;
    if args.is_empty() {
        return Err(raise!(py, TypeError, "itemgetter expected 1 argument, got 0"));
    }
    Native::new_in(py, cls, ItemGetter(args.to_owned().unbind()))
}

fn item_call<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<ItemGetter>>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let ob = single(py, "itemgetter", args, kwargs)?;
    let keys = slf.value().0.bind(py);
    if keys.len() == 1 {
        return ob.get_item(&keys.item(0));
    }
    let items = keys.items().map(|key| ob.get_item(&key)).collect::<PyResult<Vec<_>>>()?;
    Ok(py.tuple(items)?.into_any())
}

fn item_repr<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<ItemGetter>>) -> PyResult<Ref<'py>> {
    repr_call(slf.as_any(), &slf.value().0.bind(py), None)
}

fn item_reduce<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<ItemGetter>>,
) -> PyResult<Ref<'py, Tuple>> {
    py.tuple([slf.ty().to_owned().into_any(), slf.value().0.bind(py).to_owned().into_any()])
}

/// `operator.attrgetter`: the names as given, and each split at its dots.
pub struct AttrGetter {
    names: Owned<Tuple>,
    paths: Vec<Vec<Owned<Str>>>,
}

impl NativeValue for AttrGetter {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.object(&self.names)
    }
}

native_type! {
    /// `operator.attrgetter`
    pub static ATTR_GETTER: AttrGetter = "operator.attrgetter" {
        dict: false, weakrefs: false,
        doc: "attrgetter(attr, /, *attrs)\n--\n\nReturn a callable object that fetches the given attribute(s) from its operand.\n\nAfter f = attrgetter('name'), the call f(r) returns r.name.\nAfter g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\nAfter h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).",
        slots: { tp_repr: attr_repr, tp_call: attr_call, tp_new: attr_new },
        methods: [ method!(noargs "__reduce__", attr_reduce, "Return state information for pickling") ],
    }
}

fn attr_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<AttrGetter>>> {
    no_keywords(py, "attrgetter", kwargs)?;
    if args.is_empty() {
        return Err(raise!(py, TypeError, "attrgetter expected 1 argument, got 0"));
    }
    let mut names = Vec::new();
    let mut paths = Vec::new();
    for name in args.items() {
        let Some(name) = name.cast::<Str>() else {
            return Err(raise!(py, TypeError, "attribute name must be a string"));
        };
        let dot = py.str(".")?;
        let parts = str::split::split(py, name, Some(&dot), usize::MAX)?;
        let mut path = Vec::new();
        for i in 0..parts.len() {
            let part = parts.get(i).and_then(|p| p.into_cast::<Str>().ok()).expect("a list of str");
            path.push(str::intern::intern(py, part, str::intern::Life::Mortal).unbind());
        }
        paths.push(path);
        names.push(name.clone().into_any());
    }
    let names = py.tuple(names)?.unbind();
    Native::new_in(py, cls, AttrGetter { names, paths })
}

fn attr_path<'py>(py: Attached<'py>, ob: &Ref<'py>, path: &[Owned<Str>]) -> PyResult<Ref<'py>> {
    path.iter().try_fold(ob.clone(), |ob, name| ob.getattr(&name.bind(py)))
}

fn attr_call<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<AttrGetter>>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let ob = single(py, "attrgetter", args, kwargs)?;
    match &slf.value().paths[..] {
        [path] => attr_path(py, &ob, path),
        paths => {
            let values = paths.iter().map(|p| attr_path(py, &ob, p)).collect::<PyResult<Vec<_>>>()?;
            Ok(py.tuple(values)?.into_any())
        }
    }
}

fn attr_repr<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<AttrGetter>>) -> PyResult<Ref<'py>> {
    repr_call(slf.as_any(), &slf.value().names.bind(py), None)
}

fn attr_reduce<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<AttrGetter>>,
) -> PyResult<Ref<'py, Tuple>> {
    py.tuple([slf.ty().to_owned().into_any(), slf.value().names.bind(py).to_owned().into_any()])
}

/// `operator.methodcaller`: the method's name (interned) and arguments.
pub struct MethodCaller {
    name: Owned<Str>,
    args: Owned<Tuple>,
    kwargs: Option<Owned<Dict>>,
}

impl NativeValue for MethodCaller {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.object(&self.args)?;
        visit.option(&self.kwargs)
    }
}

native_type! {
    /// `operator.methodcaller`
    pub static METHOD_CALLER: MethodCaller = "operator.methodcaller" {
        dict: false, weakrefs: false,
        doc: "methodcaller(name, /, *args, **kwargs)\n--\n\nReturn a callable object that calls the given method on its operand.\n\nAfter f = methodcaller('name'), the call f(r) returns r.name().\nAfter g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).",
        slots: { tp_repr: method_repr, tp_call: method_call, tp_new: method_new },
        methods: [ method!(noargs "__reduce__", method_reduce, "Return state information for pickling") ],
    }
}

fn method_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<MethodCaller>>> {
    if args.is_empty() {
        return Err(raise!(py, TypeError, "methodcaller needs at least one argument, the method name"));
    }
    let Some(name) = args.item(0).into_cast::<Str>() else {
        return Err(raise!(py, TypeError, "method name must be a string"));
    };
    let kwargs = match kwargs {
        Some(kwargs) if !kwargs.is_empty() => Some(kwargs.copy()?.unbind()),
        _ => None,
    };
    let value = MethodCaller {
        name: str::intern::intern(py, name.to_owned(), str::intern::Life::Mortal).unbind(),
        args: args.slice(1, args.len())?.unbind(),
        kwargs,
    };
    Native::new_in(py, cls, value)
}

fn method_call<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<MethodCaller>>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    expect_tuple(py, "methodcaller", &args, 1, 1)?;
    no_keywords(py, "methodcaller", kwargs)?;
    let value = slf.value();
    let method = args.item(0).getattr(&value.name.bind(py))?;
    method.call_tuple(&value.args.bind(py), value.kwargs.as_ref().map(|k| k.bind(py)).as_deref())
}

/// The name and the arguments after it.
fn method_args<'py>(py: Attached<'py>, value: &MethodCaller) -> PyResult<Ref<'py, Tuple>> {
    let mut all = vec![value.name.bind(py).to_owned().into_any()];
    all.extend(value.args.bind(py).items().map(Borrowed::to_owned));
    py.tuple(all)
}

fn method_repr<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<MethodCaller>>) -> PyResult<Ref<'py>> {
    let value = slf.value();
    repr_call(slf.as_any(), &method_args(py, value)?, value.kwargs.as_ref().map(|k| k.bind(py)).as_deref())
}

fn method_reduce<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<MethodCaller>>,
) -> PyResult<Ref<'py, Tuple>> {
    let value = slf.value();
    let class = slf.ty().to_owned().into_any();
    let Some(kwargs) = &value.kwargs else {
        return py.tuple([class, method_args(py, value)?.into_any()]);
    };
    let partial = py.import("functools")?.getattr(intern!(py, "partial"))?;
    let first = py.tuple([class, value.name.bind(py).to_owned().into_any()])?;
    let maker = partial.call_tuple(&first, Some(&kwargs.bind(py)))?;
    py.tuple([maker, value.args.bind(py).to_owned().into_any()])
}
