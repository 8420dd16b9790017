//! Patterns of `match` statements.

use super::convert::{Conv, Result, ident};
use super::{MatchCase, Name, Pattern, PatternKind};
use crate::Constant;
use ruff_python_ast as r;
use ruff_text_size::Ranged;

impl Conv<'_> {
    pub(super) fn match_case(&mut self, c: &r::MatchCase) -> Result<MatchCase> {
        Ok(MatchCase {
            pattern: self.pattern(&c.pattern)?,
            guard: c.guard.as_deref().map(|g| self.expr(g)).transpose()?,
            body: self.body(&c.body)?,
        })
    }

    fn patterns(&mut self, patterns: &[r::Pattern]) -> Result<Vec<Pattern>> {
        patterns.iter().map(|p| self.pattern(p)).collect()
    }

    fn pattern(&mut self, p: &r::Pattern) -> Result<Pattern> {
        let loc = self.loc(p.range());
        let name = |id: &Option<r::Identifier>| -> Option<Name> { id.as_ref().map(ident) };
        let kind = match p {
            r::Pattern::MatchValue(p) => PatternKind::Value(self.expr(&p.value)?),
            r::Pattern::MatchSingleton(p) => PatternKind::Singleton(match p.value {
                r::Singleton::None => Constant::None,
                r::Singleton::True => Constant::True,
                r::Singleton::False => Constant::False,
            }),
            r::Pattern::MatchSequence(p) => PatternKind::Sequence(self.patterns(&p.patterns)?),
            r::Pattern::MatchMapping(p) => PatternKind::Mapping {
                keys: self.exprs(&p.keys)?,
                patterns: self.patterns(&p.patterns)?,
                rest: name(&p.rest),
            },
            r::Pattern::MatchClass(p) => PatternKind::Class {
                cls: self.expr(&p.cls)?,
                patterns: self.patterns(&p.arguments.patterns)?,
                kwd_attrs: p.arguments.keywords.iter().map(|k| (ident(&k.attr), self.loc(k.range))).collect(),
                kwd_patterns: p
                    .arguments
                    .keywords
                    .iter()
                    .map(|k| self.pattern(&k.pattern))
                    .collect::<Result<_>>()?,
            },
            r::Pattern::MatchStar(p) => PatternKind::Star(name(&p.name)),
            r::Pattern::MatchAs(p) => PatternKind::As {
                pattern: p.pattern.as_deref().map(|p| self.pattern(p)).transpose()?.map(Box::new),
                name: name(&p.name),
            },
            r::Pattern::MatchOr(p) => PatternKind::Or(self.patterns(&p.patterns)?),
        };
        Ok(Pattern { loc, kind })
    }
}
