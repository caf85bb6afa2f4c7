//! Long lists: which page is shown, and the links to the others.

use serde::Serialize;

/// Pages named on each side of the one that is shown.
const NEIGHBOURS: i64 = 2;

/// The number of a page as it stands in an address: 1 for anything that is none.
pub fn page_number(text: Option<&str>) -> i64 {
    text.and_then(|text| text.parse().ok()).filter(|number| (1..=1_000_000).contains(number)).unwrap_or(1)
}

/// Where in a long list a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    number: i64,
    size: i64,
    total: i64,
}

impl Paging {
    /// Page `number` (from 1; beyond the last it is the last) of a list of `total` rows, `size` (at least 1) a page.
    pub fn new(number: i64, size: i64, total: i64) -> Self {
        let any = Self { number: 1, size: size.max(1), total: total.max(0) };
        Self { number: number.clamp(1, any.last_page()), ..any }
    }

    /// The same for a list that is held in memory.
    pub fn in_memory(number: usize, size: usize, total: usize) -> Self {
        let wide = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        Self::new(wide(number), wide(size), wide(total))
    }

    /// The number of the page, from 1.
    pub fn number(self) -> i64 {
        self.number
    }

    /// Rows in all.
    pub fn total(self) -> i64 {
        self.total
    }

    /// The row the page begins with, from 1; 0 in an empty list.
    pub fn first_row(self) -> i64 {
        ((self.number - 1) * self.size + 1).min(self.total)
    }

    /// The row the page ends with.
    pub fn last_row(self) -> i64 {
        (self.number * self.size).min(self.total)
    }

    /// The number of the last page; an empty list has one page.
    pub fn last_page(self) -> i64 {
        (self.total - 1).max(0) / self.size + 1
    }
}

/// The pages of a long list (`templates/components/pager.hbs`).
#[derive(Debug, Serialize)]
pub struct Pager {
    sum: String,
    previous: Option<String>,
    next: Option<String>,
    pages: Vec<PageLink>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct PageLink {
    label: String,
    /// `None` for a gap and for the page itself.
    href: Option<String>,
    current: bool,
}

impl Pager {
    /// The first page, the last one and those near `paging`'s. `sum` says which rows of how many are shown;
    /// `address` gives the address of a page.
    pub fn new(paging: Paging, sum: String, address: impl Fn(i64) -> String) -> Self {
        let (number, last) = (paging.number, paging.last_page());
        let mut pages = Vec::new();
        let mut before = 0;
        for page in 1..=last {
            if page != 1 && page != last && (page - number).abs() > NEIGHBOURS {
                continue;
            }
            if page != before + 1 {
                pages.push(PageLink { label: "…".to_owned(), href: None, current: false });
            }
            before = page;
            let current = page == number;
            pages.push(PageLink {
                label: page.to_string(),
                href: (!current).then(|| address(page)),
                current,
            });
        }
        Self {
            sum,
            previous: (number > 1).then(|| address(number - 1)),
            next: (number < last).then(|| address(number + 1)),
            pages,
        }
    }

    /// Only the neighbours, for a list that nobody counts.
    pub fn uncounted(sum: String, previous: Option<String>, next: Option<String>) -> Self {
        Self { sum, previous, next, pages: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(number: i64, total: i64) -> String {
        let pager = Pager::new(Paging::new(number, 10, total), String::new(), |page| format!("?page={page}"));
        let shown =
            |link: &PageLink| if link.current { format!("[{}]", link.label) } else { link.label.clone() };
        pager.pages.iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn first_last_and_near_pages_are_named() {
        for (number, total, named) in [
            (1, 0, "[1]"),
            (1, 10, "[1]"),
            (2, 11, "1 [2]"),
            (1, 100, "[1] 2 3 … 10"),
            (5, 100, "1 … 3 4 [5] 6 7 … 10"),
            (4, 100, "1 2 3 [4] 5 6 … 10"),
            (10, 100, "1 … 8 9 [10]"),
        ] {
            assert_eq!(labels(number, total), named);
        }
    }

    #[test]
    fn there_is_nothing_before_the_first_and_after_the_last_page() {
        let pager = |number| Pager::new(Paging::new(number, 10, 20), String::new(), |page| page.to_string());
        assert_eq!((pager(1).previous, pager(1).next), (None, Some("2".to_owned())));
        assert_eq!((pager(2).previous, pager(2).next), (Some("1".to_owned()), None));
    }

    #[test]
    fn a_page_knows_its_rows() {
        for (number, total, rows) in
            [(1, 0, (0, 0)), (1, 7, (1, 7)), (2, 25, (11, 20)), (3, 25, (21, 25)), (9, 25, (21, 25))]
        {
            let paging = Paging::new(number, 10, total);
            assert_eq!((paging.first_row(), paging.last_row()), rows);
        }
    }

    #[test]
    fn what_is_no_page_number_is_the_first_page() {
        for (text, number) in [(None, 1), (Some("3"), 3), (Some("0"), 1), (Some("-1"), 1), (Some("x"), 1)] {
            assert_eq!(page_number(text), number);
        }
    }
}
