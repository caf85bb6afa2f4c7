//! What never changes in the database, read once and kept for a while. Every server may keep its own copy: nothing here is
//! needed by another one, and nothing can be out of date.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Whether this process works on one database for as long as it lives.
static ONE_DATABASE: AtomicBool = AtomicBool::new(false);

/// Says that this process works on one database for as long as it lives, as a server does: what is kept by
/// [`Kept::of_one_database`] is kept from now on. Tests work on many, in which the same id may stand for different things.
pub fn works_on_one_database() {
    ONE_DATABASE.store(true, Ordering::Relaxed);
}

/// Values by their key, the least used ones forgotten.
pub struct Kept<K, V> {
    generations: Mutex<Generations<K, V>>,
    of_one_database: bool,
}

impl<K: Eq + Hash + Copy, V> Kept<K, V> {
    /// Keeps at least the `most` values used last, and at most twice as many.
    pub fn new(most: usize) -> Self {
        let generations = Mutex::new(Generations { young: HashMap::new(), old: HashMap::new(), most });
        Self { generations, of_one_database: false }
    }

    /// The same for keys that are only unique in one database: keeps nothing before [`works_on_one_database`].
    pub fn of_one_database(most: usize) -> Self {
        Self { of_one_database: true, ..Self::new(most) }
    }

    fn keeps(&self) -> bool {
        !self.of_one_database || ONE_DATABASE.load(Ordering::Relaxed)
    }

    /// The value, if it is kept.
    pub fn get(&self, key: K) -> Option<Arc<V>> {
        if !self.keeps() {
            return None;
        }
        self.generations.lock().unwrap_or_else(PoisonError::into_inner).get(key)
    }

    /// Keeps a value.
    pub fn put(&self, key: K, value: V) -> Arc<V> {
        let value = Arc::new(value);
        if self.keeps() {
            self.generations.lock().unwrap_or_else(PoisonError::into_inner).put(key, Arc::clone(&value));
        }
        value
    }
}

/// Two generations: when the young one is full it becomes the old one, and the old one goes. What is used is carried over.
struct Generations<K, V> {
    young: HashMap<K, Arc<V>>,
    old: HashMap<K, Arc<V>>,
    most: usize,
}

impl<K: Eq + Hash + Copy, V> Generations<K, V> {
    fn get(&mut self, key: K) -> Option<Arc<V>> {
        if let Some(value) = self.young.get(&key) {
            return Some(Arc::clone(value));
        }
        let value = self.old.remove(&key)?;
        self.put(key, Arc::clone(&value));
        Some(value)
    }

    fn put(&mut self, key: K, value: Arc<V>) {
        if self.young.len() >= self.most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unique_in_one_database_only_is_not_kept_by_a_process_that_works_on_many() {
        let kept = Kept::of_one_database(2);
        assert_eq!(*kept.put(1, "first"), "first");
        assert_eq!(kept.get(1), None);
        works_on_one_database();
        kept.put(1, "second");
        assert_eq!(kept.get(1).as_deref(), Some(&"second"));
    }

    #[test]
    fn what_is_used_stays_and_the_rest_goes() {
        let kept = Kept::new(2);
        for key in 0..6 {
            kept.put(key, format!("value {key}"));
            assert_eq!(kept.get(0).as_deref().map(String::as_str), Some("value 0"));
            let inside = kept.generations.lock().unwrap_or_else(PoisonError::into_inner);
            assert!(inside.young.len() + inside.old.len() <= 4);
        }
        assert!(kept.get(1).is_none());
    }
}
