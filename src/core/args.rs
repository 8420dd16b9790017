//! Arguments of functions written in Rust: the vectorcall array and its matching against a signature.

use std::marker::PhantomData;

use mortise_abi::{PyObject, PyTupleObject};

use crate::err::{PyResult, Raised};
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

    /// The same call without its positional arguments: for functions that take any number of them.
    pub fn keywords_only(self) -> Self {
        // SAFETY: the values of the names follow the positional arguments.
        Args { values: unsafe { self.values.add(self.positional) }, positional: 0, ..self }
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
        self.view().counts(py, args.len(), keywords)?;
        for (i, slot) in out.iter_mut().enumerate().take(args.len()) {
            *slot = args.get(i);
        }
        if keywords == 0 && args.len() >= self.required {
            return Ok(out);
        }
        self.view().match_keywords(py, &mut out, args.len(), &mut |i| args.keyword(i))?;
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
        self.view().counts(py, n, kwargs.map_or(0, |k| k.len()))?;
        for (i, slot) in out.iter_mut().enumerate().take(n) {
            // SAFETY: the tuple keeps its items for 'a.
            *slot = Some(unsafe { Borrowed::from_ptr(py, args.item(i).as_ptr()) });
        }
        let mut named: Vec<(Borrowed<'a, 'py, Str>, Borrowed<'a, 'py>)> = Vec::new();
        if let Some(kwargs) = kwargs {
            let mut pos = 0;
            while let Some((key, value)) = kwargs.next_entry(&mut pos) {
                let Some(name) = key.cast::<Str>() else {
                    return Err(raise!(py, TypeError, "keywords must be strings"));
                };
                // SAFETY: the caller's dictionary is not changed while its call is being matched, and outlives 'a.
                named.push(unsafe {
                    (Borrowed::from_ptr(py, name.as_ptr()), Borrowed::from_ptr(py, value.as_ptr()))
                });
            }
        }
        self.view().match_keywords(py, &mut out, n, &mut |i| named.get(i).copied())?;
        Ok(out)
    }

    fn view(&self) -> Parameters<'_> {
        Parameters {
            function: self.function,
            names: &self.names,
            posonly: self.posonly,
            positional: self.positional,
            required: self.required,
        }
    }
}

/// A [`Signature`] of any length: what the texts of errors are made from.
struct Parameters<'s> {
    function: &'s str,
    names: &'s [&'static str],
    posonly: usize,
    positional: usize,
    required: usize,
}

impl Parameters<'_> {
    /// The numbers of arguments, which CPython looks at before any name.
    #[inline]
    fn counts(&self, py: Attached<'_>, given: usize, keywords: usize) -> PyResult<()> {
        let needed = self.required.min(self.posonly);
        if given + keywords <= self.names.len() && given <= self.positional && given >= needed {
            return Ok(());
        }
        Err(self.wrong_counts(py, given, keywords))
    }

    #[cold]
    fn wrong_counts(&self, py: Attached<'_>, given: usize, keywords: usize) -> Raised {
        let function = self.function;
        let (all, total) = (self.names.len(), given + keywords);
        if total > all {
            let kind = if given == 0 { "keyword " } else { "" };
            return raise!(
                py,
                TypeError,
                "{function}() takes at most {all} {kind}argument{} ({total} given)",
                plural(all)
            );
        }
        if given > self.positional {
            if self.positional == 0 {
                return raise!(py, TypeError, "{function}() takes no positional arguments");
            }
            let how = if self.required < self.positional { "at most" } else { "exactly" };
            return raise!(
                py,
                TypeError,
                "{function}() takes {how} {} positional argument{} ({given} given)",
                self.positional,
                plural(self.positional)
            );
        }
        let needed = self.required.min(self.posonly);
        let how = if needed < self.positional { "at least" } else { "exactly" };
        raise!(
            py,
            TypeError,
            "{function}() takes {how} {needed} positional argument{} ({given} given)",
            plural(needed)
        )
    }

    /// Puts the named arguments into their places: what is missing is reported before what is unknown.
    fn match_keywords<'a, 'py>(
        &self,
        py: Attached<'py>,
        out: &mut [Option<Borrowed<'a, 'py>>],
        given: usize,
        named: &mut dyn FnMut(usize) -> Option<(Borrowed<'a, 'py, Str>, Borrowed<'a, 'py>)>,
    ) -> PyResult<()> {
        // The first argument that fits no free parameter, and whether it names one that has its value.
        let mut misfit: Option<(Borrowed<'a, 'py, Str>, Option<usize>)> = None;
        for (name, value) in (0..).map_while(named) {
            let found = (self.posonly..self.names.len()).find(|&i| name.equals_str(self.names[i]));
            match found {
                Some(i) if i >= given => out[i] = Some(value),
                _ => {
                    let earlier = match (misfit, found) {
                        (None, _) | (Some((_, None)), Some(_)) => true,
                        (Some((_, Some(before))), Some(i)) => i < before,
                        (Some(_), None) => false,
                    };
                    if earlier {
                        misfit = Some((name, found));
                    }
                }
            }
        }
        let function = self.function;
        if let Some(i) = (given..self.required).find(|&i| out[i].is_none()) {
            return Err(raise!(
                py,
                TypeError,
                "{function}() missing required argument '{}' (pos {})",
                self.names[i],
                i + 1
            ));
        }
        match misfit {
            None => Ok(()),
            Some((_, Some(i))) => Err(raise!(
                py,
                TypeError,
                "argument for {function}() given by name ('{}') and position ({})",
                self.names[i],
                i + 1
            )),
            Some((name, None)) => Err(raise!(
                py,
                TypeError,
                "{function}() got an unexpected keyword argument '{}'",
                name.to_string_lossy()
            )),
        }
    }
}

/// Copies borrowed arguments into owned references: for calls that outlive them.
pub fn to_owned<'py>(args: Args<'_, 'py>) -> Vec<Ref<'py, PyObject>> {
    args.iter().map(Borrowed::to_owned).collect()
}
