//! Postgres clusters of a test's own: a primary and its copy.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::ledger::{execute, query};
use super::postgres::User;

/// A running cluster; killed when dropped.
pub struct Cluster {
    home: PathBuf,
    user: User,
}

impl Cluster {
    /// An empty one.
    pub fn new(home: &Path) -> Self {
        let cluster = Self::at(home);
        cluster.init();
        cluster.set("listen_addresses = ''\nfsync = off\nmax_connections = 100\nwal_level = replica\nmax_wal_senders = 4\n");
        cluster.start();
        cluster
    }

    /// An empty one that is also reached at this address of this machine (port 5432), with TLS or not at all.
    pub fn with_tls(home: &Path, address: &str, certificate: &str, key: &str) -> Self {
        let cluster = Self::at(home);
        cluster.init();
        for (name, text) in [("server.crt", certificate), ("server.key", key)] {
            let path = home.join("data").join(name);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            cluster.user.own(&path);
        }
        fs::write(home.join("data/pg_hba.conf"), "local all all trust\nhostssl all all 127.0.0.0/8 trust\n")
            .unwrap();
        cluster
            .set(&format!("listen_addresses = '{address}'\nssl = on\nfsync = off\nmax_connections = 100\n"));
        cluster.start();
        cluster
    }

    /// A copy of this one; from now on every commit waits until the copy has it.
    pub fn copy_to(&self, home: &Path) -> Self {
        let copy = Self::at(home);
        let socket = self.home.to_str().unwrap();
        copy.user.run(
            "pg_basebackup",
            &[
                "-h",
                socket,
                "-U",
                "postgres",
                "-D",
                &copy.data(),
                "-R",
                "-X",
                "stream",
                "-c",
                "fast",
                "--no-sync",
            ],
        );
        copy.start();
        execute(&self.url(), "ALTER SYSTEM SET synchronous_standby_names = '*'");
        execute(&self.url(), "SELECT pg_reload_conf()");
        let began = Instant::now();
        let follows = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'";
        while query(&self.url(), follows, &[]).is_empty() {
            assert!(began.elapsed() < Duration::from_secs(60), "the copy does not follow");
            std::thread::sleep(Duration::from_millis(50));
        }
        copy
    }

    fn at(home: &Path) -> Self {
        let user = User::of_cluster();
        fs::create_dir(home).unwrap();
        user.own(home);
        Self { home: home.to_owned(), user }
    }

    fn init(&self) {
        #[rustfmt::skip]
        self.user.run("initdb", &[
            "-D", &self.data(), "-U", "postgres", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        ]);
    }

    fn data(&self) -> String {
        self.home.join("data").to_str().unwrap().to_owned()
    }

    fn set(&self, settings: &str) {
        let path = self.home.join("data/postgresql.conf");
        OpenOptions::new().append(true).open(path).unwrap().write_all(settings.as_bytes()).unwrap();
    }

    fn start(&self) {
        let (log, options) = (self.home.join("log"), format!("-k {}", self.home.to_str().unwrap()));
        let log = log.to_str().unwrap();
        self.user.run("pg_ctl", &["-D", &self.data(), "-l", log, "-o", &options, "-w", "-t", "60", "start"]);
    }

    /// Its place in an address.
    pub fn host(&self) -> String {
        self.home.to_str().unwrap().replace('/', "%2F")
    }

    /// Its own address.
    pub fn url(&self) -> String {
        format!("postgres://postgres@{}/postgres", self.host())
    }

    /// As if the power had failed: kill -9 of the postmaster and of everything it started.
    pub fn kill(&self) {
        let Ok(text) = fs::read_to_string(self.home.join("data/postmaster.pid")) else { return };
        let pid = Pid::from_raw(text.lines().next().unwrap().trim().parse().unwrap()).unwrap();
        let _ = kill_process(pid, Signal::KILL);
        let began = Instant::now();
        // Its children end when they notice.
        while fs::read_dir("/proc").unwrap().flatten().any(|entry| self.is_of_cluster(&entry.path())) {
            assert!(began.elapsed() < Duration::from_secs(30), "the killed Postgres stays");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn is_of_cluster(&self, process: &Path) -> bool {
        fs::read_link(process.join("cwd")).is_ok_and(|place| place == self.home.join("data"))
    }

    /// The copy becomes the database.
    pub fn promote(&self) {
        self.user.run("pg_ctl", &["-D", &self.data(), "-w", "-t", "60", "promote"]);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
    }
}
