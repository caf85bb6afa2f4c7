//! One throw-away Postgres for all tests of this machine (no fsync, no durability), a database cloned for each test, which
//! goes when the test ends: hundreds of them would fill a small disk.
//! It is started by the first test that needs it; `script/test` removes it at the end, `cargo test` alone leaves it running.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use certamen::db::{migrations, roles};
use sha2::{Digest, Sha256};
use tokio_postgres::NoTls;

static CLUSTER: OnceLock<Cluster> = OnceLock::new();

thread_local! {
    /// The databases of the test that runs on this thread.
    static OWN: RefCell<Vec<Database>> = const { RefCell::new(Vec::new()) };
}

struct Cluster {
    socket_dir: PathBuf,
    template: String,
}

/// A database that is dropped with the thread of its test.
struct Database {
    name: String,
    cluster: &'static Cluster,
}

/// The address of a test's database for another role, as a server has it that runs a Postgres of its own.
pub fn url_for(role: &str, database_url: &str) -> String {
    database_url.replacen("postgres@", &format!("{role}@"), 1)
}

/// A new database with the current schema; its URL for who may do everything there.
pub async fn new_database() -> String {
    let cluster = cluster().await;
    let template = &cluster.template;
    cluster.create("t", &format!("TEMPLATE {template}")).await
}

/// A new database without any tables; its URL.
pub async fn empty_database() -> String {
    database_made_with("ENCODING 'UTF8'").await
}

/// A new database without any tables, made with these options of CREATE DATABASE; its URL.
pub async fn database_made_with(options: &str) -> String {
    cluster().await.create("e", &format!("TEMPLATE template0 {options}")).await
}

/// A copy of a test's database that nobody is connected to; its URL.
pub async fn copy_of(database_url: &str) -> String {
    let original = database_url.rsplit('/').next().unwrap();
    cluster().await.create("c", &format!("TEMPLATE {original}")).await
}

async fn cluster() -> &'static Cluster {
    tokio::task::spawn_blocking(|| CLUSTER.get_or_init(Cluster::prepare)).await.unwrap()
}

impl Drop for Database {
    /// On a thread of its own: this one has begun to go, and its runtime went before.
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let url = self.cluster.url("postgres");
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
                tokio::spawn(connection);
                client.batch_execute(&drop).await?;
                Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
            })
        })
        .join();
        if !matches!(dropped, Ok(Ok(()))) {
            let _ = writeln!(std::io::stderr(), "the test's database {} stays: {dropped:?}", self.name);
        }
    }
}

impl Cluster {
    fn url(&self, database: &str) -> String {
        let host = self.socket_dir.to_str().unwrap().replace('/', "%2F");
        format!("postgres://postgres@{host}/{database}")
    }

    /// A database made with these options, whose name begins with this letter; its URL.
    async fn create(&'static self, letter: &str, options: &str) -> String {
        let name = format!("{letter}_{}", uuid::Uuid::now_v7().simple());
        self.run("postgres", &format!("CREATE DATABASE {name} {options}")).await;
        let url = self.url(&name);
        OWN.with_borrow_mut(|own| own.push(Database { name, cluster: self }));
        url
    }

    async fn run(&self, database: &str, sql: &str) {
        let (client, connection) = tokio_postgres::connect(&self.url(database), NoTls).await.unwrap();
        let driver = tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap();
        drop(client);
        let _ = driver.await;
    }

    /// Starts the cluster if it is not running and makes the template of the current migrations if there is none.
    fn prepare() -> Self {
        let home = std::env::temp_dir()
            .join(format!("certamen-tests-{}", fs::metadata("/proc/self").unwrap().uid()));
        fs::create_dir_all(&home).unwrap();
        fs::set_permissions(&home, fs::Permissions::from_mode(0o755)).unwrap();
        let lock = File::create(home.join("lock")).unwrap();
        lock.lock().unwrap();
        let user = User::of_cluster();
        user.own(&home);
        let data = home.join("data");
        let cluster = Self { socket_dir: home.clone(), template: format!("tpl_{}", schema_hash()) };
        let runs = data.exists() && user.succeeds("pg_ctl", &["-D", path(&data), "status"]);
        if !(runs && cluster.answers()) {
            if runs {
                // One that was told to stop may wait for ever for clients that a killed run left behind.
                let _ = user.succeeds("pg_ctl", &["-D", path(&data), "-m", "fast", "-w", "-t", "60", "stop"]);
            }
            user.start_anew(&home, &data);
        }
        cluster.make_template();
        cluster
    }

    /// Whether it takes connections, which one that is stopping does not.
    fn answers(&self) -> bool {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let url = self.url("postgres");
        runtime.block_on(async { tokio_postgres::connect(&url, NoTls).await.is_ok() })
    }

    fn make_template(&self) {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(1).build().unwrap();
        let template = &self.template;
        runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&self.url("postgres"), NoTls).await.unwrap();
            tokio::spawn(connection);
            let known = client
                .query("SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate", &[template])
                .await
                .unwrap();
            if known.is_empty() {
                client.batch_execute(&format!("DROP DATABASE IF EXISTS {template}")).await.unwrap();
                client
                    .batch_execute(&format!("CREATE DATABASE {template} TEMPLATE template0 ENCODING 'UTF8'"))
                    .await
                    .unwrap();
                let owner = self.url(template);
                let (server, reports) = (url_for(roles::SERVER, &owner), url_for(roles::REPORTS, &owner));
                roles::make_own(&owner).await.unwrap();
                migrations::migrate(&owner).await.unwrap();
                roles::separate(&owner, &server, Some(&reports)).await.unwrap();
                client
                    .batch_execute(&format!(
                        "ALTER DATABASE {template} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true"
                    ))
                    .await
                    .unwrap();
            }
        });
    }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn schema_hash() -> String {
    let mut files: Vec<PathBuf> = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
        .unwrap()
        .map(|entry| entry.unwrap().path().join("up.sql"))
        .collect();
    files.sort();
    let grants = ["grants.sql", "report_grants.sql"];
    files.extend(grants.map(|name| Path::new(env!("CARGO_MANIFEST_DIR")).join("src/db").join(name)));
    let mut hash = Sha256::new();
    for file in files {
        hash.update(fs::read(&file).unwrap());
    }
    hex::encode(&hash.finalize()[..8])
}

/// Postgres refuses to run as root; then its programs run as `postgres`, else as `nobody`.
pub struct User {
    ids: Option<(u32, u32)>,
    programs: PathBuf,
}

impl User {
    pub fn of_cluster() -> Self {
        let root = fs::metadata("/proc/self").unwrap().uid() == 0;
        let accounts = fs::read_to_string("/etc/passwd").unwrap();
        let ids = |name: &str| {
            let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut parts = line.split(':').skip(2);
            Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
        };
        let ids = if root { ids("postgres").or_else(|| ids("nobody")) } else { None };
        Self { ids, programs: programs() }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        if let Some((uid, gid)) = self.ids {
            command.uid(uid).gid(gid);
        }
        command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn succeeds(&self, program: &str, arguments: &[&str]) -> bool {
        self.command(program).args(arguments).status().unwrap().success()
    }

    pub fn run(&self, program: &str, arguments: &[&str]) {
        assert!(self.succeeds(program, arguments), "{program} {arguments:?} failed");
    }

    /// A cluster without the databases of earlier runs, which would pile up.
    fn start_anew(&self, home: &Path, data: &Path) {
        let _ = fs::remove_dir_all(data);
        #[rustfmt::skip]
        self.run("initdb", &[
            "-D", path(data), "-U", "postgres", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        ]);
        let settings = "listen_addresses = ''\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 400\nmax_wal_size = 256MB\n";
        fs::OpenOptions::new()
            .append(true)
            .open(data.join("postgresql.conf"))
            .unwrap()
            .write_all(settings.as_bytes())
            .unwrap();
        let options = format!("-k {}", path(home));
        let log = home.join("log");
        self.run("pg_ctl", &["-D", path(data), "-l", path(&log), "-o", &options, "-w", "-t", "60", "start"]);
    }

    pub fn own(&self, directory: &Path) {
        if let Some((uid, gid)) = self.ids {
            std::os::unix::fs::chown(directory, Some(uid), Some(gid)).unwrap();
        }
    }
}

fn programs() -> PathBuf {
    if let Ok(given) = std::env::var("CERTAMEN_POSTGRES_BIN") {
        return given.into();
    }
    let mut installed: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .expect("Postgres server programs are needed: run script/bootstrap --tests")
        .map(|entry| entry.unwrap().path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    installed.sort();
    installed.pop().expect("Postgres server programs are needed: run script/bootstrap --tests")
}
