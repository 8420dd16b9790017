//! The map of a context: a persistent trie of context variables, so that copying a context copies one pointer.
//!
//! Nodes do not change once they are made; setting a variable makes the nodes on its path anew and shares all others. They are
//! objects, because the collector must see each shared node once.

use mortise_abi::PyTypeObject;

use super::variable::Variable;
use crate::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Owned, Ref};
use crate::heap::native::{Native, NativeValue, Visit, Visited};

/// Bits of the hash that choose among a node's entries.
const BITS: u32 = 5;

/// One place in a node.
enum Entry {
    Variable(Owned<Native<Variable>>, Owned),
    Child(Owned<Native<Node>>),
}

/// A node: the entries of the set bits of `bitmap`, in order. Below the last bit of the hash, entries are in no order.
pub struct Node {
    bitmap: u32,
    entries: Box<[Entry]>,
}

impl NativeValue for Node {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.entries.iter().try_for_each(|entry| match entry {
            Entry::Variable(key, value) => {
                visit.object(key)?;
                visit.object(value)
            }
            Entry::Child(node) => visit.object(node),
        })
    }
    // No `clear`: a node cannot change. A cycle through nodes leads through a context, which lets go of its root.
}

native_type! {
    /// The nodes of the map.
    pub static NODE: Node = "hamt_node" { dict: false, weakrefs: false, }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut NODE]
}

/// What is left of a node from which a variable was removed.
enum Rest {
    /// The variable was not there.
    Same,
    Nothing,
    /// One variable, which moves up into the parent.
    One(Entry),
    Node(Owned<Native<Node>>),
}

impl Entry {
    fn clone_ref(&self, py: Attached<'_>) -> Entry {
        match self {
            Entry::Variable(key, value) => Entry::Variable(key.clone_ref(py), value.clone_ref(py)),
            Entry::Child(node) => Entry::Child(node.clone_ref(py)),
        }
    }
}

/// The bit of a hash at a depth, counted in bits; `None` when the hash has been used up.
fn bit(hash: u64, shift: u32) -> Option<u32> {
    (shift < u64::BITS).then(|| 1 << (hash >> shift & ((1 << BITS) - 1)))
}

fn node(py: Attached<'_>, bitmap: u32, entries: Vec<Entry>) -> PyResult<Owned<Native<Node>>> {
    Ok(Native::new(py, Node { bitmap, entries: entries.into_boxed_slice() })?.unbind())
}

impl Node {
    fn copied(&self, py: Attached<'_>) -> Vec<Entry> {
        self.entries.iter().map(|entry| entry.clone_ref(py)).collect()
    }

    /// Where the entry of a bit is, or would be.
    fn place(&self, bit: u32) -> usize {
        (self.bitmap & (bit - 1)).count_ones() as usize
    }

    fn same_key(entry: &Entry, key: &Ref<'_, Native<Variable>>) -> bool {
        matches!(entry, Entry::Variable(k, _) if k.as_ptr() == key.as_ptr())
    }

    fn get(&self, py: Attached<'_>, key: &Ref<'_, Native<Variable>>, shift: u32) -> Option<Owned> {
        let entry = match bit(key.value().bits(), shift) {
            Some(bit) if self.bitmap & bit == 0 => return None,
            Some(bit) => &self.entries[self.place(bit)],
            None => self.entries.iter().find(|entry| Self::same_key(entry, key))?,
        };
        match entry {
            Entry::Variable(k, value) => (k.as_ptr() == key.as_ptr()).then(|| value.clone_ref(py)),
            Entry::Child(child) => child.bind(py).value().get(py, key, shift + BITS),
        }
    }

    /// The node with a variable set; whether that added one.
    fn with<'py>(
        &self,
        py: Attached<'py>,
        key: &Ref<'py, Native<Variable>>,
        value: Owned,
        shift: u32,
    ) -> PyResult<(Owned<Native<Node>>, bool)> {
        let mut entries = self.copied(py);
        let Some(bit) = bit(key.value().bits(), shift) else {
            let found = entries.iter().position(|entry| Self::same_key(entry, key));
            let entry = Entry::Variable(key.clone().unbind(), value);
            match found {
                Some(i) => entries[i] = entry,
                None => entries.push(entry),
            }
            return Ok((node(py, self.bitmap, entries)?, found.is_none()));
        };
        let place = self.place(bit);
        if self.bitmap & bit == 0 {
            entries.insert(place, Entry::Variable(key.clone().unbind(), value));
            return Ok((node(py, self.bitmap | bit, entries)?, true));
        }
        let (entry, added) = match &self.entries[place] {
            Entry::Variable(k, _) if k.as_ptr() == key.as_ptr() => {
                (Entry::Variable(key.clone().unbind(), value), false)
            }
            Entry::Variable(k, v) => {
                let (other, shift) = (k.bind(py), shift + BITS);
                let empty = Node { bitmap: 0, entries: Box::new([]) };
                let (one, _) = empty.with(py, &other, v.clone_ref(py), shift)?;
                let (both, _) = one.bind(py).value().with(py, key, value, shift)?;
                (Entry::Child(both), true)
            }
            Entry::Child(child) => {
                let (child, added) = child.bind(py).value().with(py, key, value, shift + BITS)?;
                (Entry::Child(child), added)
            }
        };
        entries[place] = entry;
        Ok((node(py, self.bitmap, entries)?, added))
    }

    fn without(&self, py: Attached<'_>, key: &Ref<'_, Native<Variable>>, shift: u32) -> PyResult<Rest> {
        let (place, bit) = match bit(key.value().bits(), shift) {
            Some(bit) if self.bitmap & bit == 0 => return Ok(Rest::Same),
            Some(bit) => (self.place(bit), bit),
            None => match self.entries.iter().position(|entry| Self::same_key(entry, key)) {
                Some(place) => (place, 0),
                None => return Ok(Rest::Same),
            },
        };
        let mut entries = self.copied(py);
        let mut bitmap = self.bitmap;
        match &self.entries[place] {
            Entry::Variable(k, _) if k.as_ptr() != key.as_ptr() => return Ok(Rest::Same),
            Entry::Variable(..) => {
                entries.remove(place);
                bitmap &= !bit;
            }
            Entry::Child(child) => match child.bind(py).value().without(py, key, shift + BITS)? {
                Rest::Same => return Ok(Rest::Same),
                Rest::Nothing => {
                    entries.remove(place);
                    bitmap &= !bit;
                }
                Rest::One(entry) => entries[place] = entry,
                Rest::Node(node) => entries[place] = Entry::Child(node),
            },
        }
        Ok(match entries.len() {
            0 => Rest::Nothing,
            1 if matches!(entries[0], Entry::Variable(..)) => Rest::One(entries.remove(0)),
            _ => Rest::Node(node(py, bitmap, entries)?),
        })
    }
}

/// The variables of a context and their values.
#[derive(Default)]
pub struct Map {
    root: Option<Owned<Native<Node>>>,
    len: usize,
}

impl Map {
    /// Another handle of the same map.
    pub fn clone_ref(&self, py: Attached<'_>) -> Map {
        Map { root: self.root.as_ref().map(|root| root.clone_ref(py)), len: self.len }
    }

    /// The number of variables.
    #[allow(clippy::len_without_is_empty)] // nobody asks
    pub fn len(&self) -> usize {
        self.len
    }

    /// The value of a variable.
    pub fn get<'py>(&self, py: Attached<'py>, key: &Ref<'py, Native<Variable>>) -> Option<Ref<'py>> {
        let value = self.root.as_ref()?.bind(py).value().get(py, key, 0)?;
        Some(value.into_bound(py))
    }

    /// The map with a variable set.
    pub fn with<'py>(
        &self,
        py: Attached<'py>,
        key: &Ref<'py, Native<Variable>>,
        value: &Ref<'py>,
    ) -> PyResult<Map> {
        let value = value.clone().unbind();
        let (root, added) = match &self.root {
            Some(root) => root.bind(py).value().with(py, key, value, 0)?,
            None => Node { bitmap: 0, entries: Box::new([]) }.with(py, key, value, 0)?,
        };
        Ok(Map { root: Some(root), len: self.len + added as usize })
    }

    /// The map without a variable, which must be in it.
    pub fn without<'py>(&self, py: Attached<'py>, key: &Ref<'py, Native<Variable>>) -> PyResult<Option<Map>> {
        let Some(root) = &self.root else { return Ok(None) };
        let root = match root.bind(py).value().without(py, key, 0)? {
            Rest::Same => return Ok(None),
            Rest::Nothing => None,
            Rest::One(Entry::Variable(key, value)) => {
                let empty = Node { bitmap: 0, entries: Box::new([]) };
                Some(empty.with(py, &key.bind(py), value, 0)?.0)
            }
            Rest::One(Entry::Child(node)) | Rest::Node(node) => Some(node),
        };
        Ok(Some(Map { root, len: self.len - 1 }))
    }

    /// Shows the root to the collector.
    pub fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.option(&self.root)
    }

    /// Starts a walk through all variables.
    pub fn walk(&self, py: Attached<'_>) -> Walk {
        Walk { stack: self.root.iter().map(|root| (root.clone_ref(py), 0)).collect() }
    }
}

/// A walk through a map: the nodes on the way down, and the next entry of each.
pub struct Walk {
    stack: Vec<(Owned<Native<Node>>, usize)>,
}

impl Walk {
    /// The next variable and its value; nodes that are done go to `done`, for the caller to drop.
    pub fn next<'py>(
        &mut self,
        py: Attached<'py>,
        done: &mut Vec<Owned<Native<Node>>>,
    ) -> Option<(Ref<'py, Native<Variable>>, Ref<'py>)> {
        loop {
            let (node, place) = self.stack.last_mut()?;
            let entry = node.bind(py).value().entries.get(*place).map(|entry| entry.clone_ref(py));
            *place += 1;
            match entry {
                None => done.extend(self.stack.pop().map(|(node, _)| node)),
                Some(Entry::Child(child)) => self.stack.push((child, 0)),
                Some(Entry::Variable(key, value)) => return Some((key.into_bound(py), value.into_bound(py))),
            }
        }
    }

    /// Shows the nodes to the collector.
    pub fn traverse(&self, visit: &mut Visit) -> Visited {
        self.stack.iter().try_for_each(|(node, _)| visit.object(node))
    }

    /// The nodes, to be dropped.
    pub fn take(&mut self) -> Vec<(Owned<Native<Node>>, usize)> {
        std::mem::take(&mut self.stack)
    }
}
