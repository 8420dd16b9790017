//! "Did you mean": the nearest of some names.

/// Cost of inserting, removing or replacing a character.
const MOVE: usize = 2;
/// Cost of changing only the case.
const CASE: usize = 1;
/// Longer names are not compared.
const MAX_LENGTH: usize = 40;
/// More candidates than this are not searched.
const MAX_CANDIDATES: usize = 750;

fn substitution(a: char, b: char) -> usize {
    if a == b {
        0
    } else if a.to_lowercase().eq(b.to_lowercase()) {
        CASE
    } else {
        MOVE
    }
}

/// Weighted edit distance, or anything above `limit` when it is larger than that.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) * MOVE > limit {
        return limit + 1;
    }
    if a.len() > MAX_LENGTH || b.len() > MAX_LENGTH {
        return limit + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).map(|i| i * MOVE).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (i + 1) * MOVE;
        let mut least = row[0];
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + substitution(*x, *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + MOVE).min(diagonal + MOVE);
            least = least.min(row[j + 1]);
        }
        if least > limit {
            return limit + 1;
        }
    }
    row[b.len()]
}

/// The candidate nearest to `wrong`, if any is near enough. Of equally near ones the first.
pub fn closest<'a>(wrong: &str, candidates: &'a [String]) -> Option<&'a str> {
    if candidates.len() > MAX_CANDIDATES {
        return None;
    }
    let length = wrong.chars().count();
    if length > MAX_LENGTH {
        return None;
    }
    let mut best: Option<(&str, usize)> = None;
    for candidate in candidates {
        if candidate == wrong {
            continue;
        }
        // At most a third of both may change.
        let mut limit = (length + candidate.chars().count() + 3) * MOVE / 6;
        if let Some((_, found)) = best {
            limit = limit.min(found - 1);
        }
        let d = distance(wrong, candidate, limit);
        if d <= limit && best.is_none_or(|(_, found)| d < found) {
            if d == 0 {
                return Some(candidate);
            }
            best = Some((candidate, d));
        }
    }
    best.map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn nearest() {
        let names = ["blech".to_string(), "somename".into(), "FOO".into()];
        assert_eq!(closest("bluch", &names), Some("blech"));
        assert_eq!(closest("foo", &names), Some("FOO"));
        assert_eq!(closest("entirely", &names), None);
    }
}
