//! What a response is, what a key is, and how many points one gives under the other. Values only, exact
//! integers.
//!
//! Labels in a response are the letters the trainee saw. Before marking they are brought back to the letters
//! of the question with [`Response::in_question_order`], because each trainee may see the options in another
//! order.

mod example;
mod key;
mod labels;
mod mark;
mod method;
mod number;
mod response;

pub use example::{EXAMPLE_OPTIONS, EXAMPLE_RIGHT, Example, examples};
pub use key::{Key, KeyProblem};
pub use labels::Labels;
pub use mark::{Asked, Mark, mark, total};
pub use method::{Floor, Penalty, Scoring};
pub use number::Decimal;
pub use response::{LONGEST_TEXT, MOST_PARTS, Response, ResponseProblem, SKIP};

#[cfg(test)]
mod tests;
