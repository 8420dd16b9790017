//! `match`.

use super::unit::Label;
use super::{Gen, Result};
use crate::Constant;
use crate::ast::{CmpOp, Context, Expr, ExprKind, Loc, MatchCase, Name, Pattern, PatternKind};
use crate::opcode::{self, pseudo};

/// The state of matching one case.
#[derive(Default)]
struct Matching {
    /// Captured names, whose values are on the stack in this order, above the subject.
    stores: Vec<Name>,
    /// Whether a pattern that always matches may stand here.
    allow_irrefutable: bool,
    /// `fail_pop[n]` pops `n` values and goes on with the next case.
    fail_pop: Vec<Label>,
    /// Values above the captured ones that must stay.
    on_top: usize,
}

fn is_wildcard(p: &Pattern) -> bool {
    matches!(&p.kind, PatternKind::As { pattern: None, name: None })
}

fn is_star_wildcard(p: &Pattern) -> bool {
    matches!(&p.kind, PatternKind::Star(None))
}

impl<'a> Gen<'a> {
    pub(super) fn match_stmt(&mut self, subject: &'a Expr, cases: &'a [MatchCase]) -> Result {
        self.expr(subject)?;
        let end = self.label();
        let Some((last, _)) = cases.split_last() else { return Ok(()) };
        let has_default = is_wildcard(&last.pattern) && cases.len() > 1;
        let tested = cases.len() - usize::from(has_default);
        for (i, case) in cases[..tested].iter().enumerate() {
            let loc = case.pattern.loc;
            // The last test may consume the subject.
            let keep = i + 1 != tested;
            if keep {
                self.op1(loc, opcode::COPY, 1);
            }
            let allow_irrefutable = case.guard.is_some() || i + 1 == cases.len();
            let mut m = Matching { allow_irrefutable, ..Matching::default() };
            self.pattern(&case.pattern, &mut m)?;
            for name in std::mem::take(&mut m.stores) {
                self.name_op(loc, &name, Context::Store)?;
            }
            if let Some(guard) = &case.guard {
                let fail = self.fail_label(&mut m, 0);
                self.jump_if(loc, guard, fail, false)?;
            }
            if keep {
                self.op(loc, opcode::POP_TOP);
            }
            self.stmts(&case.body)?;
            self.jump(Loc::NONE, pseudo::JUMP, end);
            self.emit_fail_pop(loc, &mut m);
        }
        if has_default {
            let loc = last.pattern.loc;
            // So that the default is traced.
            self.op(loc, opcode::NOP);
            if let Some(guard) = &last.guard {
                self.jump_if(loc, guard, end, false)?;
            }
            self.stmts(&last.body)?;
        }
        self.use_label(end);
        Ok(())
    }

    fn fail_label(&mut self, m: &mut Matching, pops: usize) -> Label {
        while m.fail_pop.len() <= pops {
            let label = self.label();
            m.fail_pop.push(label);
        }
        m.fail_pop[pops]
    }

    fn jump_to_fail(&mut self, loc: Loc, m: &mut Matching, op: u8) {
        let target = self.fail_label(m, m.on_top + m.stores.len());
        self.jump(loc, op, target);
    }

    fn emit_fail_pop(&mut self, loc: Loc, m: &mut Matching) {
        for (i, label) in std::mem::take(&mut m.fail_pop).into_iter().enumerate().rev() {
            self.use_label(label);
            if i > 0 {
                self.op(loc, opcode::POP_TOP);
            }
        }
    }

    fn rotate(&mut self, loc: Loc, count: usize) {
        for n in (2..=count).rev() {
            self.op1(loc, opcode::SWAP, n);
        }
    }

    fn store(&mut self, loc: Loc, name: Option<&Name>, m: &mut Matching) -> Result {
        let Some(name) = name else {
            self.op(loc, opcode::POP_TOP);
            return Ok(());
        };
        self.check_new_store(loc, name, m)?;
        // Below what must stay, above the earlier captures.
        self.rotate(loc, m.on_top + m.stores.len() + 1);
        m.stores.push(name.clone());
        Ok(())
    }

    fn check_new_store(&self, loc: Loc, name: &Name, m: &Matching) -> Result {
        if &**name == "__debug__" {
            return self.error("cannot assign to __debug__", loc);
        }
        if m.stores.contains(name) {
            return self.error(format!("multiple assignments to name '{name}' in pattern"), loc);
        }
        Ok(())
    }

    fn sub_pattern(&mut self, p: &'a Pattern, m: &mut Matching) -> Result {
        let old = std::mem::replace(&mut m.allow_irrefutable, true);
        self.pattern(p, m)?;
        m.allow_irrefutable = old;
        Ok(())
    }

    fn pattern(&mut self, p: &'a Pattern, m: &mut Matching) -> Result {
        let loc = p.loc;
        match &p.kind {
            PatternKind::Value(e) => {
                self.expr(e)?;
                self.compare(loc, CmpOp::Eq);
                self.op(loc, opcode::TO_BOOL);
                self.jump_to_fail(loc, m, opcode::POP_JUMP_IF_FALSE);
                Ok(())
            }
            PatternKind::Singleton(c) => {
                self.load_const(loc, c.clone());
                self.compare(loc, CmpOp::Is);
                self.jump_to_fail(loc, m, opcode::POP_JUMP_IF_FALSE);
                Ok(())
            }
            PatternKind::Sequence(patterns) => self.sequence_pattern(loc, patterns, m),
            PatternKind::Mapping { keys, patterns, rest } => {
                self.mapping_pattern(loc, keys, patterns, rest.as_ref(), m)
            }
            PatternKind::Class { cls, patterns, kwd_attrs, kwd_patterns } => {
                self.class_pattern(loc, cls, patterns, kwd_attrs, kwd_patterns, m)
            }
            PatternKind::Star(name) => self.store(loc, name.as_ref(), m),
            PatternKind::As { pattern: None, name } => {
                if !m.allow_irrefutable {
                    let message = match name {
                        Some(name) => {
                            format!("name capture '{name}' makes remaining patterns unreachable")
                        }
                        None => "wildcard makes remaining patterns unreachable".to_owned(),
                    };
                    return self.error(message, loc);
                }
                self.store(loc, name.as_ref(), m)
            }
            PatternKind::As { pattern: Some(pattern), name } => {
                m.on_top += 1;
                self.op1(loc, opcode::COPY, 1);
                self.pattern(pattern, m)?;
                m.on_top -= 1;
                self.store(loc, name.as_ref(), m)
            }
            PatternKind::Or(patterns) => self.or_pattern(loc, patterns, m),
        }
    }

    fn check_length(&mut self, loc: Loc, length: usize, op: CmpOp, m: &mut Matching) {
        self.op(loc, opcode::GET_LEN);
        self.load_const(loc, Constant::int(length as i64));
        self.compare(loc, op);
        self.jump_to_fail(loc, m, opcode::POP_JUMP_IF_FALSE);
    }

    fn sequence_pattern(&mut self, loc: Loc, patterns: &'a [Pattern], m: &mut Matching) -> Result {
        let is_star = |p: &Pattern| matches!(p.kind, PatternKind::Star(_));
        let star = patterns.iter().position(is_star);
        if let Some(i) = star
            && patterns[i + 1..].iter().any(is_star)
        {
            return self.error("multiple starred expressions in sequence pattern", loc);
        }
        let only_wildcards = patterns.iter().all(|p| is_wildcard(p) || is_star_wildcard(p));
        let star_wildcard = star.is_some_and(|i| is_star_wildcard(&patterns[i]));
        m.on_top += 1;
        self.op(loc, opcode::MATCH_SEQUENCE);
        self.jump_to_fail(loc, m, opcode::POP_JUMP_IF_FALSE);
        match star {
            None => self.check_length(loc, patterns.len(), CmpOp::Eq, m),
            Some(_) if patterns.len() > 1 => self.check_length(loc, patterns.len() - 1, CmpOp::GtE, m),
            Some(_) => {}
        }
        m.on_top -= 1;
        if only_wildcards {
            self.op(loc, opcode::POP_TOP);
            return Ok(());
        }
        match star {
            Some(star) if star_wildcard => self.sequence_by_index(loc, patterns, star, m),
            _ => self.sequence_by_unpacking(loc, patterns, star, m),
        }
    }

    fn sequence_by_unpacking(
        &mut self,
        loc: Loc,
        patterns: &'a [Pattern],
        star: Option<usize>,
        m: &mut Matching,
    ) -> Result {
        match star {
            None => self.op1(loc, opcode::UNPACK_SEQUENCE, patterns.len()),
            Some(i) => {
                let after = patterns.len() - i - 1;
                if i >= 1 << 8 || after >= (i32::MAX >> 8) as usize {
                    return self.error("too many expressions in star-unpacking sequence pattern", loc);
                }
                self.op1(loc, opcode::UNPACK_EX, i | after << 8);
            }
        }
        m.on_top += patterns.len();
        for p in patterns {
            m.on_top -= 1;
            self.sub_pattern(p, m)?;
        }
        Ok(())
    }

    /// With a starred wildcard, only the other items are looked at.
    fn sequence_by_index(
        &mut self,
        loc: Loc,
        patterns: &'a [Pattern],
        star: usize,
        m: &mut Matching,
    ) -> Result {
        m.on_top += 1;
        for (i, p) in patterns.iter().enumerate() {
            if i == star || is_wildcard(p) {
                continue;
            }
            self.op1(loc, opcode::COPY, 1);
            if i < star {
                self.load_const(loc, Constant::int(i as i64));
            } else {
                self.op(loc, opcode::GET_LEN);
                self.load_const(loc, Constant::int((patterns.len() - i) as i64));
                self.op1(loc, opcode::BINARY_OP, 10);
            }
            self.op(loc, opcode::BINARY_SUBSCR);
            self.sub_pattern(p, m)?;
        }
        m.on_top -= 1;
        self.op(loc, opcode::POP_TOP);
        Ok(())
    }

    fn mapping_pattern(
        &mut self,
        loc: Loc,
        keys: &'a [Expr],
        patterns: &'a [Pattern],
        rest: Option<&Name>,
        m: &mut Matching,
    ) -> Result {
        let size = keys.len();
        m.on_top += 1;
        self.op(loc, opcode::MATCH_MAPPING);
        self.jump_to_fail(loc, m, opcode::POP_JUMP_IF_FALSE);
        if size == 0 && rest.is_none() {
            m.on_top -= 1;
            self.op(loc, opcode::POP_TOP);
            return Ok(());
        }
        if size > 0 {
            self.check_length(loc, size, CmpOp::GtE, m);
        }
        let mut seen: Vec<&Constant> = Vec::new();
        for key in keys {
            match &key.kind {
                ExprKind::Constant(c) => {
                    if seen.iter().any(|s| crate::ast::constants::equal(s, c)) {
                        let repr = String::from_utf8_lossy(&crate::ast::unparse::repr(c)).into_owned();
                        return self.error(format!("mapping pattern checks duplicate key ({repr})"), loc);
                    }
                    seen.push(c);
                }
                ExprKind::Attribute { .. } => {}
                _ => {
                    let message = "mapping pattern keys may only match literals and attribute lookups";
                    return self.error(message, loc);
                }
            }
            self.expr(key)?;
        }
        self.op1(loc, opcode::BUILD_TUPLE, size);
        self.op(loc, opcode::MATCH_KEYS);
        // The keys and the values found are now above the subject.
        m.on_top += 2;
        self.op1(loc, opcode::COPY, 1);
        self.load_const(loc, Constant::None);
        self.compare(loc, CmpOp::IsNot);
        self.jump_to_fail(loc, m, opcode::POP_JUMP_IF_FALSE);
        self.op1(loc, opcode::UNPACK_SEQUENCE, size);
        m.on_top += size;
        m.on_top -= 1;
        for p in patterns {
            m.on_top -= 1;
            self.sub_pattern(p, m)?;
        }
        m.on_top -= 2;
        let Some(rest) = rest else {
            self.op(loc, opcode::POP_TOP);
            self.op(loc, opcode::POP_TOP);
            return Ok(());
        };
        // A copy of the subject without the keys matched.
        self.op1(loc, opcode::BUILD_MAP, 0);
        self.op1(loc, opcode::SWAP, 3);
        self.op1(loc, opcode::DICT_UPDATE, 2);
        self.op1(loc, opcode::UNPACK_SEQUENCE, size);
        for n in (1..=size).rev() {
            self.op1(loc, opcode::COPY, n + 1);
            self.op1(loc, opcode::SWAP, 2);
            self.op(loc, opcode::DELETE_SUBSCR);
        }
        self.store(loc, Some(rest), m)
    }

    fn class_pattern(
        &mut self,
        loc: Loc,
        cls: &'a Expr,
        patterns: &'a [Pattern],
        attrs: &[(Name, Loc)],
        kwd_patterns: &'a [Pattern],
        m: &mut Matching,
    ) -> Result {
        for (i, (name, at)) in attrs.iter().enumerate() {
            if &**name == "__debug__" {
                return self.error("cannot assign to __debug__", loc);
            }
            if let Some((_, twice)) = attrs[i + 1..].iter().find(|(n, _)| n == name) {
                let _ = at;
                return self.error(format!("attribute name repeated in class pattern: {name}"), *twice);
            }
        }
        self.expr(cls)?;
        self.load_const(loc, Constant::Tuple(attrs.iter().map(|(n, _)| Constant::str(n)).collect()));
        self.op1(loc, opcode::MATCH_CLASS, patterns.len());
        self.op1(loc, opcode::COPY, 1);
        self.load_const(loc, Constant::None);
        self.compare(loc, CmpOp::IsNot);
        m.on_top += 1;
        self.jump_to_fail(loc, m, opcode::POP_JUMP_IF_FALSE);
        let total = patterns.len() + kwd_patterns.len();
        self.op1(loc, opcode::UNPACK_SEQUENCE, total);
        m.on_top += total;
        m.on_top -= 1;
        for p in patterns.iter().chain(kwd_patterns) {
            m.on_top -= 1;
            if is_wildcard(p) {
                self.op(loc, opcode::POP_TOP);
                continue;
            }
            self.sub_pattern(p, m)?;
        }
        Ok(())
    }

    fn or_pattern(&mut self, loc: Loc, patterns: &'a [Pattern], m: &mut Matching) -> Result {
        let end = self.label();
        let mut control: Option<Vec<Name>> = None;
        for (i, alt) in patterns.iter().enumerate() {
            let allow_irrefutable = i + 1 == patterns.len() && m.allow_irrefutable;
            let mut inner = Matching { allow_irrefutable, ..Matching::default() };
            self.op1(alt.loc, opcode::COPY, 1);
            self.pattern(alt, &mut inner)?;
            match &control {
                None => control = Some(inner.stores.clone()),
                Some(control) => self.reorder_stores(loc, alt.loc, control, &mut inner)?,
            }
            self.jump(alt.loc, pseudo::JUMP, end);
            self.emit_fail_pop(alt.loc, &mut inner);
        }
        let control = control.unwrap_or_default();
        // No alternative matched: drop the copy and fail.
        self.op(loc, opcode::POP_TOP);
        self.jump_to_fail(loc, m, pseudo::JUMP);
        self.use_label(end);
        // Move each capture below what must stay.
        let rotations = control.len() + 1 + m.on_top + m.stores.len();
        for name in &control {
            self.rotate(loc, rotations);
            self.check_new_store(loc, name, m)?;
            m.stores.push(name.clone());
        }
        self.op(loc, opcode::POP_TOP);
        Ok(())
    }

    /// Brings the captures of an alternative into the first alternative's order.
    fn reorder_stores(&mut self, loc: Loc, alt_loc: Loc, control: &[Name], m: &mut Matching) -> Result {
        const DIFFERENT: &str = "alternative patterns bind different names";
        if m.stores.len() != control.len() {
            return self.error(DIFFERENT, loc);
        }
        for wanted in (0..control.len()).rev() {
            let Some(at) = m.stores.iter().position(|n| *n == control[wanted]) else {
                return self.error(DIFFERENT, loc);
            };
            if at == wanted {
                continue;
            }
            let rotated: Vec<Name> = m.stores.drain(..=at).collect();
            let count = rotated.len();
            let to = wanted - at;
            m.stores.splice(to..to, rotated);
            for _ in 0..count {
                self.rotate(alt_loc, wanted + 1);
            }
        }
        Ok(())
    }
}
