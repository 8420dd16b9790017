//! The wrapper behind `functools.lru_cache`.

use std::collections::HashMap;

use mortise_core::objects::protocol::has_index;
use mortise_core::state::critical_section;

use crate::support::prelude::*;
use crate::support::{Global, get_dict, set_dict};

/// Stands between the positional and the keyword arguments in keys.
static KEYWORD_MARK: Global = Global::new();

/// One cached result and its neighbours in the order of use (0 is the end of the list).
struct Node {
    older: u64,
    newer: u64,
    key: Owned,
    hash: isize,
    result: Owned,
}

/// What changes. The dictionary maps keys to results, or with a limit to the ids of nodes.
#[derive(Default)]
pub struct LruState {
    function: Option<Owned>,
    info_type: Option<Owned>,
    cache: Option<Owned<Dict>>,
    nodes: HashMap<u64, Node>,
    oldest: u64,
    newest: u64,
    last_id: u64,
    hits: isize,
    misses: isize,
    typed: bool,
    /// -1: no limit
    maxsize: isize,
}

/// `functools._lru_cache_wrapper`
pub struct LruCache(Locked<LruState>);

impl NativeValue for LruCache {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.0.with(|s| {
            visit.option(&s.function)?;
            visit.option(&s.info_type)?;
            visit.option(&s.cache)?;
            s.nodes.values().try_for_each(|n| {
                visit.object(&n.key)?;
                visit.object(&n.result)
            })
        })
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.0.with(std::mem::take));
    }
}

impl LruState {
    fn unlink(&mut self, id: u64) -> Option<Node> {
        let node = self.nodes.remove(&id)?;
        match self.nodes.get_mut(&node.older) {
            Some(older) => older.newer = node.newer,
            None => self.oldest = node.newer,
        }
        match self.nodes.get_mut(&node.newer) {
            Some(newer) => newer.older = node.older,
            None => self.newest = node.older,
        }
        Some(node)
    }
    fn push(&mut self, id: u64, mut node: Node) {
        node.older = self.newest;
        node.newer = 0;
        match self.nodes.get_mut(&self.newest) {
            Some(newest) => newest.newer = id,
            None => self.oldest = id,
        }
        self.newest = id;
        self.nodes.insert(id, node);
    }
}

native_type! {
    /// `functools._lru_cache_wrapper`
    pub static LRU_CACHE: LruCache = "functools._lru_cache_wrapper" {
        dict: true, weakrefs: true,
        flags: abi::Py_TPFLAGS_BASETYPE | abi::Py_TPFLAGS_METHOD_DESCRIPTOR,
        doc: "Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\nmaxsize:  0         for no caching\n          None      for unlimited cache size\n          n         for a bounded cache\n\ntyped:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\ncache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize\n",
        set: {
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
            tp_setattro: Some(decl::PyObject_GenericSetAttr),
        },
        slots: { tp_call: call, tp_new: new, tp_descr_get: descr_get },
        methods: [
            method!(noargs "cache_info", cache_info, "cache_info($self, /)\n--\n\nReport cache statistics"),
            method!(noargs "cache_clear", cache_clear, "cache_clear($self, /)\n--\n\nClear the cache and cache statistics"),
            method!(noargs "__reduce__", reduce),
            method!(noargs "__copy__", copy),
            method!(o "__deepcopy__", deepcopy),
        ],
        getset: [ getset!("__dict__", get_dict, set_dict, "") ],
    }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<LruCache>>;

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<LruCache>>> {
    static SIG: Signature<4> =
        Signature::new("lru_cache", ["user_function", "maxsize", "typed", "cache_info_type"], 4);
    let [function, maxsize, typed, info_type] =
        SIG.parse_tuple(py, args, kwargs)?.map(|a| a.expect("required"));
    let typed = typed.is_true()?;
    if !function.is_callable() {
        return Err(raise!(py, TypeError, "the first argument must be callable"));
    }
    let maxsize = if maxsize.is_none() {
        -1
    } else if has_index(&maxsize) {
        maxsize.index_as_isize(Some(classes::OverflowError()))?.max(0)
    } else {
        return Err(raise!(py, TypeError, "maxsize should be integer or None"));
    };
    let state = LruState {
        function: Some(function.to_owned().unbind()),
        info_type: Some(info_type.to_owned().unbind()),
        cache: Some(py.dict()?.unbind()),
        typed,
        maxsize,
        ..Default::default()
    };
    Native::new_in(py, cls, LruCache(Locked::new(state)))
}

fn make_key<'py>(
    py: Attached<'py>,
    args: &Ref<'py, Tuple>,
    kwargs: Option<&Ref<'py, Dict>>,
    typed: bool,
) -> PyResult<Ref<'py>> {
    if kwargs.is_none() && !typed {
        if args.len() == 1 {
            let arg = args.item(0);
            if arg.cast_exact::<Int>().is_some() || arg.cast_exact::<Str>().is_some() {
                return Ok(arg.to_owned());
            }
        }
        return Ok(args.slice(0, args.len())?.into_any());
    }
    let mut key: Vec<Ref<'py>> = args.items().map(Borrowed::to_owned).collect();
    let mut values = Vec::new();
    if let Some(kwargs) = kwargs {
        key.push(KEYWORD_MARK.get(py, || object_class(py).call0())?);
        let mut pos = 0;
        while let Some((name, value)) = kwargs.next_entry(&mut pos) {
            key.push(name);
            key.push(value.clone());
            values.push(value);
        }
    }
    if typed {
        key.extend(args.items().map(|a| a.ty().to_owned().into_any()));
        key.extend(values.iter().map(|v| v.ty().to_owned().into_any()));
    }
    Ok(py.tuple(key)?.into_any())
}

/// The class `object`.
fn object_class(py: Attached<'_>) -> Ref<'_> {
    // SAFETY: the static type of all objects.
    unsafe { py.static_type(abi::PyObject::type_object()) }.to_owned().into_any()
}

fn call<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let kwargs = kwargs.filter(|k| !k.is_empty());
    let state = &slf.value().0;
    let (function, cache, maxsize, typed) =
        state.with(|s| (held(py, &s.function), held(py, &s.cache), s.maxsize, s.typed));
    let (Some(function), Some(cache)) = (function, cache) else {
        return Err(raise!(py, SystemError, "a cache that was cleared by the collector is in use"));
    };
    if maxsize == 0 {
        state.with(|s| s.misses += 1);
        return function.call_tuple(&args, kwargs.as_deref());
    }
    let key = make_key(py, &args, kwargs.as_deref(), typed)?;
    let hash = key.hash()?;
    if maxsize < 0 {
        if let Some(result) = cache.get_known_hash(&key, hash)? {
            state.with(|s| s.hits += 1);
            return Ok(result);
        }
        state.with(|s| s.misses += 1);
        let result = function.call_tuple(&args, kwargs.as_deref())?;
        cache.set_known_hash(key, hash, result.clone())?;
        return Ok(result);
    }
    if let Some(id) = cache.get_known_hash(&key, hash)? {
        let id = id.as_i64()? as u64;
        let hit = state.with(|s| {
            let node = s.unlink(id)?;
            let result = node.result.clone_ref(py).into_bound(py);
            s.push(id, node);
            s.hits += 1;
            Some(result)
        });
        if let Some(result) = hit {
            return Ok(result);
        }
    }
    state.with(|s| s.misses += 1);
    let result = function.call_tuple(&args, kwargs.as_deref())?;
    critical_section::with(&slf, || insert(py, state, &cache, key, hash, &result, maxsize))?;
    Ok(result)
}

/// Puts a new result in, in place of the oldest one when the cache is full.
fn insert<'py>(
    py: Attached<'py>,
    state: &Locked<LruState>,
    cache: &Ref<'py, Dict>,
    key: Ref<'py>,
    hash: isize,
    result: &Ref<'py>,
    maxsize: isize,
) -> PyResult<()> {
    // The call may have cached this key already.
    if cache.get_known_hash(&key, hash)?.is_some() {
        return Ok(());
    }
    if state.with(|s| s.nodes.len() as isize >= maxsize)
        && let Some(old) = state.with(|s| s.unlink(s.oldest))
    {
        let old_key = old.key.bind(py).to_owned();
        let removed = cache.pop_known_hash(&old_key, old.hash);
        drop(old);
        drop(removed?);
    }
    let id = state.with(|s| {
        s.last_id += 1;
        s.last_id
    });
    cache.set_known_hash(key.clone(), hash, py.int(id as i64)?.into_any())?;
    let node = Node { older: 0, newer: 0, key: key.unbind(), hash, result: result.clone().unbind() };
    state.with(|s| s.push(id, node));
    Ok(())
}

fn descr_get<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    object: Option<Borrowed<'_, 'py>>,
    _class: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    match object.filter(|o| !o.is_none()) {
        None => Ok(slf.to_owned().into_any()),
        // SAFETY: live objects; a new reference or NULL with an exception.
        Some(object) => unsafe {
            Ref::from_owned_or_raised(py, decl::PyMethod_New(slf.as_object_ptr(), object.as_ptr()))
        },
    }
}

fn cache_info<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let (info_type, cache, hits, misses, maxsize) =
        slf.value().0.with(|s| (held(py, &s.info_type), held(py, &s.cache), s.hits, s.misses, s.maxsize));
    let size = cache.map_or(0, |c| c.len());
    let maxsize = if maxsize < 0 { py.none() } else { py.int(maxsize as i64)?.into_any() };
    let int = |n: isize| py.int(n as i64).map(Ref::into_any);
    let size = int(size as isize)?;
    match info_type {
        Some(info_type) => info_type.call([&int(hits)?, &int(misses)?, &maxsize, &size]),
        None => Err(raise!(py, SystemError, "a cache that was cleared by the collector is in use")),
    }
}

fn cache_clear<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let (nodes, cache) = slf.value().0.with(|s| {
        (s.hits, s.misses, s.oldest, s.newest) = (0, 0, 0, 0);
        (std::mem::take(&mut s.nodes), held(py, &s.cache))
    });
    if let Some(cache) = cache {
        cache.clear();
    }
    drop(nodes);
    Ok(py.none())
}

fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.getattr(intern!(py, "__qualname__"))
}
fn copy<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Native<LruCache>>> {
    Ok(slf.to_owned())
}
fn deepcopy<'py>(
    _py: Attached<'py>,
    slf: Slf<'_, 'py>,
    _memo: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Native<LruCache>>> {
    Ok(slf.to_owned())
}
