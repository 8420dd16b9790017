//! Resolution: where every name of every block lives, from the outermost block inwards.

use super::{BlockId, BlockKind, CompKind, Scope, SymbolTable, def};
use crate::ast::{Loc, Name};
use std::collections::{HashMap, HashSet};

type Names = HashSet<Name>;
type Scopes = HashMap<Name, Scope>;
/// A message and where it belongs.
pub(super) type Failure = (String, Loc);

/// Resolves the whole table.
pub(super) fn analyze(table: &mut SymbolTable) -> Result<(), Failure> {
    let mut free = Names::new();
    analyze_block(table, table.top, None, &mut free, &Names::new(), &mut Names::new(), None)?;
    Ok(())
}

/// State of one block's analysis.
struct Analysis<'a> {
    scopes: Scopes,
    local: Names,
    free: &'a mut Names,
    global: &'a mut Names,
    /// `None` at module level.
    bound: Option<&'a mut Names>,
}

fn directive_loc(table: &SymbolTable, block: BlockId, name: &str) -> Loc {
    let b = &table.blocks[block];
    b.directives.iter().find(|(n, _)| &**n == name).map_or(b.loc, |(_, loc)| *loc)
}

impl Analysis<'_> {
    fn name(
        &mut self,
        table: &SymbolTable,
        block: BlockId,
        name: &Name,
        flags: u32,
        type_params: &Names,
        class: Option<BlockId>,
    ) -> Result<(), Failure> {
        let is_bound = self.bound.as_ref().is_some_and(|b| b.contains(name));
        if flags & def::GLOBAL != 0 {
            if flags & def::NONLOCAL != 0 {
                let loc = directive_loc(table, block, name);
                return Err((format!("name '{name}' is nonlocal and global"), loc));
            }
            self.scopes.insert(name.clone(), Scope::GlobalExplicit);
            self.global.insert(name.clone());
            if let Some(bound) = &mut self.bound {
                bound.remove(name);
            }
            return Ok(());
        }
        if flags & def::NONLOCAL != 0 {
            let loc = directive_loc(table, block, name);
            if self.bound.is_none() {
                return Err(("nonlocal declaration not allowed at module level".to_owned(), loc));
            }
            if !is_bound {
                return Err((format!("no binding for nonlocal '{name}' found"), loc));
            }
            if type_params.contains(name) {
                return Err((format!("nonlocal binding not allowed for type parameter '{name}'"), loc));
            }
            self.scopes.insert(name.clone(), Scope::Free);
            self.free.insert(name.clone());
            return Ok(());
        }
        if flags & def::BOUND != 0 {
            self.scopes.insert(name.clone(), Scope::Local);
            self.local.insert(name.clone());
            self.global.remove(name);
            return Ok(());
        }
        // A type scope in a class looks into the class first.
        if let Some(class) = class
            && let Some(symbol) = table.blocks[class].symbols.get(name)
        {
            if symbol.flags & def::GLOBAL != 0 {
                self.scopes.insert(name.clone(), Scope::GlobalExplicit);
                return Ok(());
            }
            if symbol.flags & def::BOUND != 0 && symbol.flags & def::NONLOCAL == 0 {
                self.scopes.insert(name.clone(), Scope::GlobalImplicit);
                return Ok(());
            }
        }
        if is_bound {
            self.scopes.insert(name.clone(), Scope::Free);
            self.free.insert(name.clone());
        } else {
            self.scopes.insert(name.clone(), Scope::GlobalImplicit);
        }
        Ok(())
    }
}

#[allow(clippy::too_many_arguments)]
fn analyze_block(
    table: &mut SymbolTable,
    block: BlockId,
    mut bound: Option<&mut Names>,
    free: &mut Names,
    type_params: &Names,
    global: &mut Names,
    class: Option<BlockId>,
) -> Result<(), Failure> {
    let kind = table.blocks[block].kind;
    let function_like = table.blocks[block].is_function_like();
    let mut new_bound = Names::new();
    let mut new_global = Names::new();
    let mut new_free = Names::new();
    let mut inlined_cells = Names::new();
    if kind == BlockKind::Class {
        new_global.extend(global.iter().cloned());
        if let Some(bound) = &bound {
            new_bound.extend(bound.iter().cloned());
        }
    }
    let symbols: Vec<(Name, u32)> =
        table.blocks[block].symbols.iter().map(|(n, s)| (n.clone(), s.flags)).collect();
    let mut analysis =
        Analysis { scopes: Scopes::new(), local: Names::new(), free, global, bound: bound.as_deref_mut() };
    for (name, flags) in &symbols {
        analysis.name(table, block, name, *flags, type_params, class)?;
    }
    let Analysis { mut scopes, local, .. } = analysis;
    if kind == BlockKind::Class {
        new_bound.insert(Name::from("__class__"));
        new_bound.insert(Name::from("__classdict__"));
    } else {
        if function_like {
            new_bound.extend(local.iter().cloned());
        }
        if let Some(bound) = &bound {
            new_bound.extend(bound.iter().cloned());
        }
        new_global.extend(global.iter().cloned());
    }
    // Type parameters in force inside: those of enclosing scopes not rebound here, and this scope's.
    let mut inner_params = type_params.clone();
    for (name, flags) in &symbols {
        if flags & def::TYPE_PARAM != 0 {
            inner_params.insert(name.clone());
        } else if flags & def::BOUND != 0 && kind != BlockKind::Class {
            inner_params.remove(name);
        }
    }

    let children = table.blocks[block].children.clone();
    let mut spliced = Vec::with_capacity(children.len());
    for child in children {
        let child_class = if table.blocks[child].can_see_class_scope {
            if kind == BlockKind::Class { Some(block) } else { class }
        } else {
            None
        };
        let inline = {
            let c = &table.blocks[child];
            !matches!(c.comprehension, CompKind::None | CompKind::Generator)
                && !table.blocks[block].can_see_class_scope
        };
        let mut child_free = Names::new();
        let mut child_bound = new_bound.clone();
        let mut child_global = new_global.clone();
        analyze_block(
            table,
            child,
            Some(&mut child_bound),
            &mut child_free,
            &inner_params,
            &mut child_global,
            child_class,
        )?;
        if inline {
            inline_comprehension(table, block, child, &mut scopes, &mut child_free, &mut inlined_cells);
            table.blocks[child].comp_inlined = true;
            let grandchildren = table.blocks[child].children.clone();
            spliced.extend(grandchildren);
        } else {
            spliced.push(child);
        }
        new_free.extend(child_free);
    }
    table.blocks[block].children = spliced;

    if function_like {
        // A local that an inner block needs is a cell.
        for (name, scope) in &mut scopes {
            if *scope == Scope::Local && (new_free.contains(name) || inlined_cells.contains(name)) {
                *scope = Scope::Cell;
                new_free.remove(name);
            }
        }
    } else if kind == BlockKind::Class {
        if new_free.remove("__class__") {
            table.blocks[block].needs_class_closure = true;
        }
        if new_free.remove("__classdict__") {
            table.blocks[block].needs_classdict = true;
        }
    }
    update_symbols(table, block, &scopes, &inlined_cells, bound.as_deref(), &new_free);
    free.extend(new_free);
    Ok(())
}

/// Merges an inlined comprehension's symbols into the block around it.
fn inline_comprehension(
    table: &mut SymbolTable,
    block: BlockId,
    comp: BlockId,
    scopes: &mut Scopes,
    comp_free: &mut Names,
    inlined_cells: &mut Names,
) {
    let is_class = table.blocks[block].kind == BlockKind::Class;
    let symbols: Vec<_> = table.blocks[comp].symbols.iter().map(|(n, s)| (n.clone(), *s)).collect();
    for (name, symbol) in symbols {
        // The implicit `.0` argument is gone.
        if symbol.flags & def::PARAM != 0 {
            continue;
        }
        let mut scope = symbol.scope.unwrap_or(Scope::GlobalImplicit);
        let flags = symbol.flags;
        if scope == Scope::Cell || symbol.flags & def::COMP_CELL != 0 {
            inlined_cells.insert(name.clone());
        }
        let existing = table.blocks[block].symbols.get(&name);
        match existing {
            None => {
                // A class does not close over its own `__class__`: it looks it up as a name.
                if scope == Scope::Free && is_class && &*name == "__class__" {
                    scope = Scope::GlobalImplicit;
                    comp_free.remove(&name);
                }
                let merged = table.blocks[block].symbols.or_insert(&name);
                merged.flags = flags;
                scopes.insert(name, scope);
            }
            Some(existing) => {
                // What is free in the comprehension but bound here is this block's own.
                if existing.flags & def::BOUND != 0 && !is_class {
                    let used_deeper = table.blocks[comp].children.iter().any(|c| {
                        table.blocks[*c].symbols.get(&name).is_some_and(|s| s.scope == Some(Scope::Free))
                    });
                    if !used_deeper {
                        comp_free.remove(&name);
                    }
                }
            }
        }
    }
}

fn update_symbols(
    table: &mut SymbolTable,
    block: BlockId,
    scopes: &Scopes,
    inlined_cells: &Names,
    bound: Option<&Names>,
    free: &Names,
) {
    let b = &mut table.blocks[block];
    let is_class = b.kind == BlockKind::Class;
    for (name, symbol) in &mut b.symbols.items {
        if inlined_cells.contains(name) {
            symbol.flags |= def::COMP_CELL;
        }
        symbol.scope = scopes.get(name).copied();
    }
    let mut pending: Vec<&Name> = free.iter().collect();
    pending.sort();
    for name in pending {
        if let Some(symbol) = b.symbols.get_mut(name) {
            // A class binds the name itself, and its methods see the outer one.
            if is_class && symbol.flags & (def::BOUND | def::GLOBAL) != 0 {
                symbol.flags |= def::FREE_CLASS;
            }
            continue;
        }
        if bound.is_some_and(|bound| !bound.contains(name)) {
            continue;
        }
        *b.symbols.or_insert(name) = super::Symbol { flags: 0, scope: Some(Scope::Free) };
    }
}
