//! Sums without rounding errors.

use super::libm;

/// What a sum cannot be.
pub enum SumFault {
    /// An intermediate sum is too large.
    Overflow,
    /// Infinities of both signs.
    Infinities,
}

/// A sum kept as floats that do not overlap (Shewchuk's partials), exact.
#[derive(Default)]
pub struct ExactSum {
    partials: Vec<f64>,
    special: f64,
    infinite: f64,
}

impl ExactSum {
    /// Adds a term.
    pub fn add(&mut self, term: f64) -> Result<(), SumFault> {
        let mut x = term;
        let mut kept = 0;
        for i in 0..self.partials.len() {
            let mut y = self.partials[i];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                self.partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        self.partials.truncate(kept);
        if x != 0.0 {
            if x.is_finite() {
                self.partials.push(x);
            } else {
                if term.is_finite() {
                    return Err(SumFault::Overflow);
                }
                if term.is_infinite() {
                    self.infinite += term;
                }
                self.special += term;
                self.partials.clear();
            }
        }
        Ok(())
    }

    /// The nearest float.
    pub fn total(&self) -> Result<f64, SumFault> {
        if self.special != 0.0 {
            return if self.infinite.is_nan() { Err(SumFault::Infinities) } else { Ok(self.special) };
        }
        let mut parts = self.partials.iter().rev().copied();
        let Some(mut high) = parts.next() else { return Ok(0.0) };
        let mut low = 0.0;
        for y in parts.by_ref() {
            let x = high;
            high = x + y;
            low = y - (high - x);
            if low != 0.0 {
                break;
            }
        }
        // Halfway: what is left decides the direction.
        if let Some(next) = parts.next()
            && ((low < 0.0 && next < 0.0) || (low > 0.0 && next > 0.0))
        {
            let y = low * 2.0;
            let x = high + y;
            if y == x - high {
                high = x;
            }
        }
        Ok(high)
    }
}

/// The root of the sum of squares, nearly always correctly rounded.
pub fn norm(values: &[f64]) -> f64 {
    let mut max = 0f64;
    let mut has_nan = false;
    for v in values {
        has_nan |= v.is_nan();
        max = max.max(v.abs());
    }
    if max.is_infinite() {
        return max;
    }
    if has_nan {
        return f64::NAN;
    }
    if max == 0.0 || values.len() <= 1 {
        return max;
    }
    let (_, exponent) = libm::frexp(max);
    if exponent < -1023 {
        // Subnormal: scaled up, so that the scale below is a number.
        let scaled: Vec<f64> = values.iter().map(|v| v / f64::MIN_POSITIVE).collect();
        return f64::MIN_POSITIVE * norm(&scaled);
    }
    let scale = libm::ldexp(1.0, -exponent);
    let (mut sum, mut carry) = (1.0, 0.0);
    for v in values {
        let x = v * scale;
        let square = x * x;
        carry += libm::fma(x, x, -square);
        // The sum started at 1 is always larger than the next square.
        let next = sum + square;
        carry += square - (next - sum);
        sum = next;
    }
    let mut root = libm::sqrt(sum - 1.0 + carry);
    // One step of Newton's method on the exact remainder.
    let square = -root * root;
    let rest = libm::fma(-root, root, -square);
    let next = sum + square;
    carry += square - (next - sum);
    sum = next;
    carry += rest;
    let remainder = sum - 1.0 + carry;
    root += remainder / (2.0 * root);
    root / scale
}
