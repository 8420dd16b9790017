//! Shorter sequences of `SWAP`, or none where stores can change places instead.

use super::CfgInstr;
use crate::opcode::{self, pseudo};

pub(super) fn optimise(instrs: &mut [CfgInstr]) {
    let mut at = 0;
    while at < instrs.len() {
        if instrs[at].op == opcode::SWAP {
            at = shorten(instrs, at);
            apply_to_stores(instrs, at);
        }
        at += 1;
    }
}

/// Replaces a run of `SWAP`s by the shortest one with the same effect; the result is the run's last place.
fn shorten(instrs: &mut [CfgInstr], from: usize) -> usize {
    let run = instrs[from..].iter().take_while(|i| matches!(i.op, opcode::SWAP | opcode::NOP)).count();
    let swaps: Vec<usize> =
        instrs[from..from + run].iter().filter(|i| i.op == opcode::SWAP).map(|i| i.arg as usize).collect();
    if swaps.len() < 2 {
        return from;
    }
    let depth = swaps.iter().copied().max().unwrap_or(0);
    let mut stack: Vec<Option<usize>> = (0..depth).map(Some).collect();
    for n in swaps {
        stack.swap(0, n - 1);
    }
    // Each cycle of the permutation is undone through the top of the stack, written from the end.
    let mut at = from + run;
    for start in 0..depth {
        if stack[start].is_none() || stack[start] == Some(start) {
            continue;
        }
        let mut j = start;
        loop {
            if j != 0 {
                at -= 1;
                instrs[at].set(opcode::SWAP, j as u32 + 1);
            }
            match stack[j].take() {
                Some(next) => j = next,
                None => break,
            }
        }
    }
    instrs[from..at].iter_mut().for_each(CfgInstr::nop);
    from + run - 1
}

fn swappable(op: u8) -> bool {
    matches!(op, opcode::STORE_FAST | pseudo::STORE_FAST_MAYBE_NULL | opcode::POP_TOP)
}

fn stores_to(i: &CfgInstr) -> Option<u32> {
    matches!(i.op, opcode::STORE_FAST | pseudo::STORE_FAST_MAYBE_NULL).then_some(i.arg)
}

/// The next store or pop, on the given line if there is one.
fn next_swappable(instrs: &[CfgInstr], from: usize, line: Option<i32>) -> Option<usize> {
    for (at, i) in instrs.iter().enumerate().skip(from + 1) {
        if line.is_some_and(|l| l >= 0 && l != i.loc.line) {
            return None;
        }
        if i.op == opcode::NOP {
            continue;
        }
        return swappable(i.op).then_some(at);
    }
    None
}

/// A swap before stores is the stores in another order.
fn apply_to_stores(instrs: &mut [CfgInstr], last: usize) {
    for at in (0..=last).rev() {
        let swap = instrs[at];
        if swap.op != opcode::SWAP {
            if swap.op == opcode::NOP || swappable(swap.op) {
                continue;
            }
            return;
        }
        let Some(j) = next_swappable(instrs, at, None) else { return };
        let line = instrs[j].loc.line;
        let mut k = j;
        for _ in 1..swap.arg {
            match next_swappable(instrs, k, Some(line)) {
                Some(next) => k = next,
                None => return,
            }
        }
        let (to_j, to_k) = (stores_to(&instrs[j]), stores_to(&instrs[k]));
        if to_j.is_some() || to_k.is_some() {
            if to_j == to_k {
                return;
            }
            let conflict =
                instrs[j + 1..k].iter().filter_map(stores_to).any(|s| Some(s) == to_j || Some(s) == to_k);
            if conflict {
                return;
            }
        }
        instrs[at].nop();
        instrs.swap(j, k);
    }
}
