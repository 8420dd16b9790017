//! `_random`: the Mersenne Twister MT19937 of Matsumoto and Nishimura (1998; initialisation of 2002), seeded and read as
//! CPython's `Random` is.

use mortise_core::objects::int::arith::from_bigint;
use num_bigint::{BigInt, BigUint, Sign};

use crate::support::prelude::*;

/// Words of state.
const N: usize = 624;
/// Distance of the words that are combined.
const M: usize = 397;

/// The generator.
struct Twister {
    words: [u32; N],
    at: usize,
}

impl Twister {
    /// From one number.
    fn from_word(seed: u32) -> Twister {
        let mut words = [0; N];
        words[0] = seed;
        for i in 1..N {
            let before = words[i - 1];
            words[i] = 1_812_433_253u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(i as u32);
        }
        Twister { words, at: N }
    }

    /// From any number of words.
    fn from_key(key: &[u32]) -> Twister {
        let mut twister = Twister::from_word(19_650_218);
        let words = &mut twister.words;
        let mut i = 1;
        let mix = |words: &[u32; N], i: usize, factor: u32| {
            let before = words[i - 1];
            words[i] ^ (before ^ (before >> 30)).wrapping_mul(factor)
        };
        let step = |words: &mut [u32; N], i: &mut usize| {
            *i += 1;
            if *i >= N {
                words[0] = words[N - 1];
                *i = 1;
            }
        };
        for k in 0..N.max(key.len()) {
            let j = k % key.len();
            words[i] = mix(words, i, 1_664_525).wrapping_add(key[j]).wrapping_add(j as u32);
            step(words, &mut i);
        }
        for _ in 0..N - 1 {
            words[i] = mix(words, i, 1_566_083_941).wrapping_sub(i as u32);
            step(words, &mut i);
        }
        words[0] = 0x8000_0000;
        twister
    }

    /// The next 32 bits.
    fn next(&mut self) -> u32 {
        if self.at >= N {
            for i in 0..N {
                let y = (self.words[i] & 0x8000_0000) | (self.words[(i + 1) % N] & 0x7fff_ffff);
                let twist = if y & 1 == 0 { 0 } else { 0x9908_b0df };
                self.words[i] = self.words[(i + M) % N] ^ (y >> 1) ^ twist;
            }
            self.at = 0;
        }
        let mut y = self.words[self.at];
        self.at += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }
}

/// `_random.Random`
pub struct Random(Locked<Twister>);

impl NativeValue for Random {}

native_type! {
    /// `_random.Random`
    pub static RANDOM: Random = "_random.Random" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "Random() -> create a random number generator with its own internal state.",
        slots: { tp_init: init, tp_new: new },
        methods: [
            method!(noargs "random", random, "random($self, /)\n--\n\nrandom() -> x in the interval [0, 1)."),
            method!(fastcall "seed", seed, "seed($self, n=None, /)\n--\n\nseed([n]) -> None.\n\nDefaults to use urandom and falls back to a combination\nof the current time and the process identifier."),
            method!(noargs "getstate", getstate, "getstate($self, /)\n--\n\ngetstate() -> tuple containing the current state."),
            method!(o "setstate", setstate, "setstate($self, state, /)\n--\n\nsetstate(state) -> None.  Restores generator state."),
            method!(o "getrandbits", getrandbits, "getrandbits($self, k, /)\n--\n\ngetrandbits(k) -> x.  Generates an int with k random bits."),
        ],
    }
}

builtin_module! {
    /// The `_random` module.
    pub RANDOM_MODULE = "_random" {
        doc: "Module implements the Mersenne Twister random number generator.",
        exec: exec,
    }
}

fn exec<'py>(_py: Attached<'py>, m: Borrowed<'_, 'py, Module>) -> PyResult<()> {
    add_types(&m, &[&raw mut RANDOM])
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Random>>;

/// A generator seeded by the operating system.
fn from_system(py: Attached<'_>) -> PyResult<Twister> {
    let mut bytes = [0u8; N * 4];
    let mut filled = 0;
    while filled < bytes.len() {
        let rest = &mut bytes[filled..];
        // SAFETY: the rest of the buffer may be written.
        let n = unsafe { libc::getrandom(rest.as_mut_ptr().cast(), rest.len(), 0) };
        if n > 0 {
            filled += n as usize;
        } else if std::io::Error::last_os_error().raw_os_error() != Some(libc::EINTR) {
            return Err(raise!(py, OSError, "getrandom() failed"));
        }
    }
    let key: Vec<u32> = bytes.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect();
    Ok(Twister::from_key(&key))
}

/// A generator seeded by an object: an int's absolute value, or another object's hash.
fn from_object<'py>(py: Attached<'py>, seed: Option<&Ref<'py>>) -> PyResult<Twister> {
    let Some(seed) = seed.filter(|s| !s.is_none()) else { return from_system(py) };
    let number = match seed.cast::<Int>() {
        Some(int) => int.to_bigint().magnitude().clone(),
        None => BigUint::from(seed.hash()? as usize),
    };
    let mut key = number.to_u32_digits();
    if key.is_empty() {
        key.push(0);
    }
    Ok(Twister::from_key(&key))
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<Random>>> {
    Native::new_in(py, cls, Random(Locked::new(Twister::from_word(5489))))
}

fn init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    if slf.cast_exact::<Native<Random>>().is_some() {
        crate::support::no_keywords(py, "Random", kwargs)?;
    }
    crate::support::expect_tuple(py, "Random", &args, 0, 1)?;
    let seed = (!args.is_empty()).then(|| args.item(0));
    let twister = from_object(py, seed.as_deref())?;
    slf.value().0.with(|t| *t = twister);
    Ok(())
}

fn seed<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "seed", 0, 1)?;
    let twister = from_object(py, args.get(0).as_deref())?;
    slf.value().0.with(|t| *t = twister);
    Ok(py.none())
}

fn random<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Float>> {
    // 53 bits from two words.
    let (a, b) = slf.value().0.with(|t| (t.next() >> 5, t.next() >> 6));
    py.float((a as f64 * 67_108_864.0 + b as f64) * (1.0 / 9_007_199_254_740_992.0))
}

fn getrandbits<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, k: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    let k = k.as_int()?;
    if k < 0 {
        return Err(raise!(py, ValueError, "number of bits must be non-negative"));
    }
    if k == 0 {
        return py.int(0);
    }
    if k <= 32 {
        return py.int((slf.value().0.with(Twister::next) >> (32 - k)) as i64);
    }
    let words = (k as usize).div_ceil(32);
    let mut digits = Vec::with_capacity(words);
    slf.value().0.with(|t| {
        for i in 0..words {
            let left = k as usize - 32 * i;
            let word = t.next();
            digits.push(if left < 32 { word >> (32 - left) } else { word });
        }
    });
    from_bigint(py, &BigInt::from_biguint(Sign::Plus, BigUint::new(digits)))
}

fn getstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let (words, at) = slf.value().0.with(|t| (t.words, t.at));
    let all = words.iter().map(|&w| w as usize).chain([at]);
    let all = all.map(|n| Ok(py.int_from_usize(n)?.into_any())).collect::<PyResult<Vec<_>>>()?;
    py.tuple(all)
}

fn setstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, state: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let Some(state) = state.cast::<Tuple>() else {
        return Err(raise!(py, TypeError, "state vector must be a tuple"));
    };
    if state.len() != N + 1 {
        return Err(raise!(py, ValueError, "state vector is the wrong size"));
    }
    let mut words = [0u32; N];
    for (word, item) in words.iter_mut().zip(state.items()) {
        let Some(item) = item.cast::<Int>() else {
            return Err(raise!(py, TypeError, "an integer is required"));
        };
        if item.is_negative() {
            return Err(raise!(py, OverflowError, "can't convert negative value to unsigned int"));
        }
        *word = item.low_u64() as u32;
    }
    let at = state.item(N).as_i64()?;
    if !(0..=N as i64).contains(&at) {
        return Err(raise!(py, ValueError, "invalid state"));
    }
    slf.value().0.with(|t| *t = Twister { words, at: at as usize });
    Ok(py.none())
}
