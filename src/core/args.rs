//! Arguments of functions written in Rust: the vectorcall array and its matching against a signature.

use std::marker::PhantomData;

use mortise_abi::{PyObject, PyTupleObject};

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Str, Tuple};
use crate::raise;

/// The arguments of one call: positional ones, then the values of the names in `kwnames`.
#[derive(Clone, Copy)]
pub struct Args<'a, 'py> {
    values: *const *mut PyObject,
    positional: usize,
    kwnames: Option<Borrowed<'a, 'py, Tuple>>,
    _lives: PhantomData<(&'a (), Attached<'py>)>,
}

impl<'a, 'py> Args<'a, 'py> {
    /// # Safety
    /// `values` holds `positional` live objects and then one for each name in `kwnames`, all of which live for `'a`.
    #[inline(always)]
    pub unsafe fn from_raw(
        _py: Attached<'py>,
        values: *const *mut PyObject,
        positional: usize,
        kwnames: Option<Borrowed<'a, 'py, Tuple>>,
    ) -> Self {
        Args { values, positional, kwnames, _lives: PhantomData }
    }

    /// Number of positional arguments.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.positional
    }

    /// Whether there is no positional argument.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.positional == 0
    }

    /// The names of the keyword arguments.
    #[inline(always)]
    pub fn kwnames(&self) -> Option<Borrowed<'a, 'py, Tuple>> {
        self.kwnames
    }

    /// Number of keyword arguments.
    #[inline(always)]
    pub fn keyword_count(&self) -> usize {
        // SAFETY: a tuple's size does not change.
        self.kwnames.map_or(0, |k| unsafe { (*k.as_ptr().cast::<PyTupleObject>()).ob_base.ob_size as usize })
    }

    /// Positional argument `i`.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<Borrowed<'a, 'py>> {
        // SAFETY: in bounds, and live by the constructor's contract.
        (i < self.positional).then(|| unsafe { Borrowed::from_ptr(py_of(self), *self.values.add(i)) })
    }

    /// Keyword argument `i` in call order: name and value.
    pub fn keyword(&self, i: usize) -> Option<(Borrowed<'a, 'py, Str>, Borrowed<'a, 'py>)> {
        let names = self.kwnames?;
        if i >= self.keyword_count() {
            return None;
        }
        // SAFETY: in bounds of both arrays; the names of a vectorcall are str.
        unsafe {
            let name = *(&raw const (*names.as_ptr().cast::<PyTupleObject>()).ob_item)
                .cast::<*mut PyObject>()
                .add(i);
            let value = *self.values.add(self.positional + i);
            Some((Borrowed::from_ptr(py_of(self), name.cast()), Borrowed::from_ptr(py_of(self), value)))
        }
    }

    /// The positional arguments in order.
    pub fn iter(&self) -> impl Iterator<Item = Borrowed<'a, 'py>> + use<'a, 'py> {
        let this = *self;
        (0..this.positional).filter_map(move |i| this.get(i))
    }

    /// Checks the number of positional arguments of a function without keywords, with CPython's text.
    pub fn expect(&self, py: Attached<'py>, function: &str, min: usize, max: usize) -> PyResult<()> {
        if let Some(names) = self.kwnames
            && self.keyword_count() > 0
        {
            let _ = names;
            return Err(raise!(py, TypeError, "{function}() takes no keyword arguments"));
        }
        let n = self.positional;
        if n < min {
            let least = if min == max { "" } else { "at least " };
            return Err(raise!(
                py,
                TypeError,
                "{function} expected {least}{min} argument{}, got {n}",
                plural(min)
            ));
        }
        if n > max {
            let most = if min == max { "" } else { "at most " };
            return Err(raise!(
                py,
                TypeError,
                "{function} expected {most}{max} argument{}, got {n}",
                plural(max)
            ));
        }
        Ok(())
    }
}

fn py_of<'py>(_args: &Args<'_, 'py>) -> Attached<'py> {
    // SAFETY: arguments exist only while the thread is attached.
    unsafe { Attached::assume() }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// The parameters of a function written in Rust.
///
/// `names` lists all of them; the first `posonly` are positional-only (their names are not matched), those up to `positional`
/// may be given by position, the rest by keyword only; the first `required` must be given.
pub struct Signature<const N: usize> {
    /// The function's name for messages, without parentheses.
    pub function: &'static str,
    /// Parameter names.
    pub names: [&'static str; N],
    /// How many are positional-only.
    pub posonly: usize,
    /// How many may be given by position.
    pub positional: usize,
    /// How many are required.
    pub required: usize,
}

impl<const N: usize> Signature<N> {
    /// Parameters that may all be given by position or keyword; the first `required` must.
    pub const fn new(function: &'static str, names: [&'static str; N], required: usize) -> Self {
        Signature { function, names, posonly: 0, positional: N, required }
    }

    /// As [`Signature::new`] with positional-only and keyword-only parts.
    pub const fn with(
        function: &'static str,
        names: [&'static str; N],
        required: usize,
        posonly: usize,
        positional: usize,
    ) -> Self {
        Signature { function, names, posonly, positional, required }
    }

    /// Matches a call's arguments; `None` where one was not given.
    pub fn parse<'a, 'py>(
        &self,
        py: Attached<'py>,
        args: Args<'a, 'py>,
    ) -> PyResult<[Option<Borrowed<'a, 'py>>; N]> {
        let mut out = [None; N];
        let keywords = args.keyword_count();
        self.positional_count(py, args.len(), keywords)?;
        for (i, slot) in out.iter_mut().enumerate().take(args.len()) {
            *slot = args.get(i);
        }
        for i in 0..keywords {
            let (name, value) = args.keyword(i).expect("in range");
            self.keyword(py, &mut out, args.len(), name, value)?;
        }
        self.finish(py, &out, args.len())?;
        Ok(out)
    }

    /// Matches the tuple and dictionary of `tp_new`, `tp_init` and METH_VARARGS functions.
    pub fn parse_tuple<'a, 'py>(
        &self,
        py: Attached<'py>,
        args: Borrowed<'a, 'py, Tuple>,
        kwargs: Option<Borrowed<'a, 'py, Dict>>,
    ) -> PyResult<[Option<Borrowed<'a, 'py>>; N]> {
        let mut out = [None; N];
        let n = args.len();
        self.positional_count(py, n, kwargs.map_or(0, |k| k.len()))?;
        for (i, slot) in out.iter_mut().enumerate().take(n) {
            // SAFETY: the tuple keeps its items for 'a.
            *slot = Some(unsafe { Borrowed::from_ptr(py, args.item(i).as_ptr()) });
        }
        if let Some(kwargs) = kwargs {
            let mut pos = 0;
            while let Some((key, value)) = kwargs.next_entry(&mut pos) {
                let Some(name) = key.cast::<Str>() else {
                    return Err(raise!(py, TypeError, "keywords must be strings"));
                };
                // SAFETY: the caller's dictionary is not changed while its call is being matched, and outlives 'a.
                let (name, value) = unsafe {
                    (Borrowed::from_ptr(py, name.as_ptr()), Borrowed::from_ptr(py, value.as_ptr()))
                };
                self.keyword(py, &mut out, n, name, value)?;
            }
        }
        self.finish(py, &out, n)?;
        Ok(out)
    }

    fn positional_count(&self, py: Attached<'_>, n: usize, keywords: usize) -> PyResult<()> {
        if n <= self.positional {
            return Ok(());
        }
        let function = self.function;
        if self.positional == 0 {
            return Err(raise!(py, TypeError, "{function}() takes no positional arguments"));
        }
        // With keyword-only parameters the limit is on positional ones; else on all.
        let total = n + if self.positional == N { keywords } else { 0 };
        let how = if self.required.min(self.positional) == self.positional { "exactly" } else { "at most" };
        let kind = if self.positional == N && self.posonly < N { "" } else { "positional " };
        let _ = total;
        Err(raise!(
            py,
            TypeError,
            "{function}() takes {how} {} {kind}argument{} ({} given)",
            self.positional,
            plural(self.positional),
            if kind.is_empty() { total } else { n }
        ))
    }

    fn keyword<'a, 'py>(
        &self,
        py: Attached<'py>,
        out: &mut [Option<Borrowed<'a, 'py>>; N],
        positional: usize,
        name: Borrowed<'a, 'py, Str>,
        value: Borrowed<'a, 'py>,
    ) -> PyResult<()> {
        let found = (self.posonly..N).find(|&i| name.equals_str(self.names[i]));
        let function = self.function;
        match found {
            Some(i) if out[i].is_some() && i < positional => Err(raise!(
                py,
                TypeError,
                "argument for {function}() given by name ('{}') and position ({})",
                self.names[i],
                i + 1
            )),
            Some(i) => {
                out[i] = Some(value);
                Ok(())
            }
            None if self.names[..self.posonly].iter().any(|n| name.equals_str(n)) => Err(raise!(
                py,
                TypeError,
                "{function}() got some positional-only arguments passed as keyword arguments: '{}'",
                name.to_string_lossy()
            )),
            None => Err(raise!(
                py,
                TypeError,
                "{function}() got an unexpected keyword argument '{}'",
                name.to_string_lossy()
            )),
        }
    }

    fn finish(&self, py: Attached<'_>, out: &[Option<Borrowed<'_, '_>>; N], given: usize) -> PyResult<()> {
        let function = self.function;
        match out[..self.required].iter().position(Option::is_none) {
            None => Ok(()),
            Some(i) if i < self.posonly => {
                let how = if self.required == self.positional { "exactly" } else { "at least" };
                let least = self.required.min(self.posonly);
                Err(raise!(
                    py,
                    TypeError,
                    "{function}() takes {how} {least} positional argument{} ({given} given)",
                    plural(least)
                ))
            }
            Some(i) => Err(raise!(
                py,
                TypeError,
                "{function}() missing required argument '{}' (pos {})",
                self.names[i],
                i + 1
            )),
        }
    }
}

/// Copies borrowed arguments into owned references: for calls that outlive them.
pub fn to_owned<'py>(args: Args<'_, 'py>) -> Vec<Ref<'py, PyObject>> {
    args.iter().map(Borrowed::to_owned).collect()
}
