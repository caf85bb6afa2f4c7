//! Reading people, groups, roles and sessions.

mod groups;
mod imports;
mod managers;
mod people;
mod roles;
mod second_factor;
mod sessions;
mod sign_in;
mod sign_on;

use std::time::Duration;

use chrono::TimeDelta;

pub use groups::{
    GROUPS_ABOVE, GROUPS_ABOVE_EACH, group_by_code, group_moves, group_tree, groups_and_above, groups_of,
    member_counts, memberships, people_in, with_subgroups,
};
pub use imports::{
    Preview, import_changes, import_known, people_import, people_imports, preview_people_import,
    rows_of_person,
};
pub use managers::{managed_groups, managers};
pub use people::{
    current_name, current_names, employments, list_people, merged_into, names, person, reports_to,
    without_password,
};
pub use roles::{count_working_admins, has_admin, role_history, roles_of};
pub use second_factor::{
    StoredFactor, has_second_factor, recovery_codes_left, second_factor, second_factor_setting, sign_in_step,
};
pub use sessions::{SessionOwner, session_owner, sessions_of, touch_session};
pub use sign_in::{
    credentials, invitation, own_words, password_hash, person_by_login, recent_failures, sign_in_names,
};
pub use sign_on::{
    count_admins_with_password, has_no_password, has_passwords_off, hold_for_sign_on, linked_accounts,
    passwords_off_above, person_by_employee_number, person_of_account, without_passwords,
};

/// A duration of the rules as one that times can be moved by.
fn as_delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
