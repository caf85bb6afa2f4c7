//! `certamen user add`: a person from the command line. Also the way back in when nobody can sign in any more.

use std::io::BufRead;

use clap::{Args, Subcommand, ValueEnum};

use super::database::Database;
use super::{CliResult, block_on, say};
use crate::accounts::model::NewPerson;
use crate::accounts::passwords::{Cost, Passwords};
use crate::accounts::rules::{LoginKind, PasswordProblem, check_password, login_kind};
use crate::accounts::{Role, actions, queries};
use crate::audit::Actor;
use crate::base::text::{fold_login, has_forbidden_controls};
use crate::config::Config;
use crate::db::{Conn, PersonId, Pool};
use crate::web::Error;

/// What to do with people.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a person, or give a role to one who is there.
    Add(UserArgs),
    /// Take the second factor away from a person who has lost it, when no administrator can.
    ResetSecondFactor(ResetArgs),
}

/// Whose second factor, and why.
#[derive(Debug, Clone, Args)]
pub struct ResetArgs {
    /// Employee number, phone or e-mail the person signs in with.
    pub login: String,
    /// Why, for the audit trail.
    #[arg(long)]
    pub reason: String,
}

/// Who is to be added.
#[derive(Debug, Clone, Args)]
pub struct UserArgs {
    /// Employee number, phone or e-mail to sign in with.
    pub login: String,
    /// What the person may do.
    #[arg(long)]
    pub role: RoleWord,
    /// Full name; the login when it is left out.
    #[arg(long)]
    pub name: Option<String>,
    /// Read the password from the first line of standard input. Without it a one-time link is printed.
    #[arg(long)]
    pub password_stdin: bool,
}

/// A role as it is written on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RoleWord {
    /// Sits exams.
    Trainee,
    /// Makes banks and exams.
    Trainer,
    /// Sees people, certifications and records.
    Hr,
    /// Sees people, settings and the audit trail.
    Admin,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Trainee => Self::Trainee,
            RoleWord::Trainer => Self::Trainer,
            RoleWord::Hr => Self::Hr,
            RoleWord::Admin => Self::Admin,
        }
    }
}

/// Why a person was not added.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// The login or the name cannot be taken.
    #[error("{0} must have 1 to {1} characters and no control characters")]
    Unusable(&'static str, usize),
    /// Nobody signs in so.
    #[error("nobody signs in with this name")]
    Nobody,
    /// Nothing came on standard input.
    #[error("--password-stdin was given, but standard input has no password in its first line")]
    NoPassword,
    /// The password is too weak.
    #[error("{0}")]
    WeakPassword(&'static str),
    /// Standard input cannot be read.
    #[error("standard input: {0}")]
    Input(#[from] std::io::Error),
    /// The database or the hashing did not work.
    #[error("{0}")]
    Failed(#[from] Error),
    /// The database did not work.
    #[error("{0}")]
    Database(#[from] diesel::result::Error),
}

/// Does it on the database of these settings.
///
/// # Errors
/// A sentence for the person at the terminal.
pub(super) fn run(config: &Config, command: &UserCommand) -> CliResult<()> {
    let mut database = Database::open_beside_server(config)?;
    super::serve::prepare(&mut database)?;
    // Where people reach the server, which need not be running now.
    let address = config.site.public_origin.clone().unwrap_or_else(|| format!("http://{}", config.listen));
    let done = block_on(async {
        let pool = Pool::new(&database.url, 1)?;
        let passwords = Passwords::new(Cost::Full)?;
        let lines = match command {
            UserCommand::Add(args) => add(args, &pool, &passwords, &address, std::io::stdin().lock()).await?,
            UserCommand::ResetSecondFactor(args) => reset_second_factor(args, &pool).await?,
        };
        Ok::<_, Box<dyn std::error::Error>>(lines)
    })?;
    database.close()?;
    say(&done?);
    Ok(())
}

/// Takes a second factor away; what it returns is to be printed.
///
/// # Errors
/// [`UserError`] when there is no such person or no reason.
pub async fn reset_second_factor(args: &ResetArgs, pool: &Pool) -> Result<String, UserError> {
    let reason = usable("the reason", args.reason.trim(), 2000)?;
    let mut conn = pool.get().await.map_err(Error::from)?;
    let person = queries::person_by_login(&mut conn, &args.login).await?.ok_or(UserError::Nobody)?;
    let done = actions::remove_factor(&mut conn, &Actor::server(), person, Some(reason), false).await?;
    let said =
        if done { "The second factor is gone, and all open sessions ended." } else { "There was none." };
    Ok(said.to_owned())
}

/// Adds the person, or gives the role to the one who signs in so already. What it returns is to be printed; it never
/// holds the password. `address` is where people reach the server, `input` is standard input.
///
/// # Errors
/// [`UserError`] says what must be changed; nothing was written then.
pub async fn add(
    args: &UserArgs,
    pool: &Pool,
    passwords: &Passwords,
    address: &str,
    input: impl BufRead,
) -> Result<String, UserError> {
    let login = usable("the login", args.login.trim(), 100)?;
    let name = usable("the name", args.name.as_deref().unwrap_or(login).trim(), 200)?;
    let password = if args.password_stdin { Some(read_password(input, &[login, name])?) } else { None };
    let hash = match &password {
        Some(password) => Some(passwords.hash(password).await?),
        None => None,
    };
    let mut conn = pool.get().await.map_err(Error::from)?;
    let role = Role::from(args.role);
    match queries::person_by_login(&mut conn, login).await? {
        Some(person) => give_role(&mut conn, person, login, role, hash.as_deref(), address).await,
        None => add_new(&mut conn, new_person(login, name, role, hash), login, address).await,
    }
}

fn usable<'a>(what: &'static str, text: &'a str, longest: usize) -> Result<&'a str, UserError> {
    // Signs without a shape fold to nothing; whoever has such a login could never sign in.
    let empty = text.is_empty() || fold_login(text).is_empty();
    if empty || text.chars().count() > longest || has_forbidden_controls(text) || text.contains(['\n', '\t'])
    {
        return Err(UserError::Unusable(what, longest));
    }
    Ok(text)
}

fn read_password(mut input: impl BufRead, own: &[&str]) -> Result<String, UserError> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(UserError::NoPassword);
    }
    check_password(password, own).map_err(|problem| {
        UserError::WeakPassword(match problem {
            PasswordProblem::TooShort => "the password needs at least 8 characters",
            PasswordProblem::TooLong => "the password may have at most 200 characters",
            PasswordProblem::TooCommon => {
                "the password is one that everyone tries first, or the login or name itself"
            }
        })
    })?;
    Ok(password.to_owned())
}

fn new_person(login: &str, name: &str, role: Role, password_hash: Option<String>) -> NewPerson {
    let own = |kind| (login_kind(login) == kind).then(|| login.to_owned());
    NewPerson {
        name: name.to_owned(),
        employee_number: own(LoginKind::EmployeeNumber),
        email: own(LoginKind::Email),
        phone: own(LoginKind::Phone),
        roles: vec![role],
        password_hash,
        ..NewPerson::default()
    }
}

async fn add_new(
    conn: &mut Conn,
    person: NewPerson,
    login: &str,
    address: &str,
) -> Result<String, UserError> {
    let id = actions::add_person(conn, &Actor::server(), &person).await?;
    let said = format!("Added {} who signs in as {login}.", person.name);
    if person.password_hash.is_some() {
        return Ok(format!("{said} The password was set."));
    }
    Ok(format!("{said}\n{}", link(conn, id, address).await?))
}

async fn give_role(
    conn: &mut Conn,
    person: PersonId,
    login: &str,
    role: Role,
    hash: Option<&str>,
    address: &str,
) -> Result<String, UserError> {
    let given = actions::change_roles(conn, &Actor::server(), person, &[role], &[]).await?;
    let (name, _) = queries::current_name(conn, person).await?;
    let role = role.as_str();
    let mut said = if given {
        format!("{name} ({login}) was there already and now also has the role {role}.")
    } else {
        format!("{name} ({login}) was there already and has the role {role} already.")
    };
    if let Some(hash) = hash {
        actions::reset_password(conn, person, hash).await?;
        said.push_str(" The password was set, and all open sessions ended.");
    } else if queries::password_hash(conn, person).await?.is_none() {
        said = format!("{said}\n{}", link(conn, person, address).await?);
    }
    Ok(said)
}

async fn link(conn: &mut Conn, person: PersonId, address: &str) -> Result<String, UserError> {
    let token = actions::invite_to_set_password(conn, &Actor::server(), person).await?;
    Ok(format!("This link sets the password and works once:\n  {address}/welcome/{}", token.encode()))
}
