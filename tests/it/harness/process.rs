//! A server as a process of its own, as it runs in earnest: to be killed, or driven by a real browser.

use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// A watchdog, far above what a start or a stop takes.
const LONG: Duration = Duration::from_secs(60);

/// The program with the settings of this shell left out, except where Postgres is. It logs errors only.
pub fn certamen() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certamen"));
    for (name, _) in std::env::vars() {
        let is_setting = name.starts_with("CERTAMEN_") && name != "CERTAMEN_POSTGRES_BIN";
        if is_setting || name == "DATABASE_URL" {
            command.env_remove(name);
        }
    }
    command.env("CERTAMEN_LOG", "error");
    // Keys are made here, not in the folder the tests run in; nobody types codes.
    command.env("CERTAMEN_DATA_DIR", env!("CARGO_TARGET_TMPDIR")).env("CERTAMEN_SECOND_FACTOR", "offered");
    command
}

/// A running server. Killed when dropped.
pub struct Process {
    child: Child,
    /// For example http://127.0.0.1:41234.
    pub address: String,
    /// Everything it said until it was ready.
    pub said: Vec<String>,
    later: Arc<Later>,
    reader: Option<JoinHandle<()>>,
}

/// What it said after it was ready.
#[derive(Default)]
struct Later {
    lines: Mutex<Vec<String>>,
    more: Condvar,
}

impl Process {
    /// Starts the server on a database and waits until it says that it is ready.
    pub fn serve(database_url: &str) -> Self {
        let mut command = certamen();
        command.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", database_url);
        Self::start(command)
    }

    /// Starts the server, or the demonstration, with a Postgres of its own in a directory.
    pub fn with_own_postgres(subcommand: &str, directory: &Path) -> Self {
        let mut command = certamen();
        command.args([subcommand, "--listen", "127.0.0.1:0", "--data-dir"]).arg(directory);
        Self::start(command)
    }

    /// Starts any command of the server and waits until it says that it is ready.
    pub fn start(command: Command) -> Self {
        Self::start_with(command, Stdio::inherit())
    }

    /// The same with its log in a file.
    pub fn start_logging_to(command: Command, log: &std::fs::File) -> Self {
        Self::start_with(command, log.try_clone().unwrap().into())
    }

    fn start_with(mut command: Command, log: Stdio) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut said = Vec::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the server stopped before it was ready").unwrap();
            let found = line.split_whitespace().find(|word| word.starts_with("http")).map(str::to_owned);
            said.push(line.clone());
            if let Some(address) = found.filter(|_| line.contains("ready")) {
                break address;
            }
        };
        let later = Arc::new(Later::default());
        let reader = Some(read_on(lines, Arc::clone(&later)));
        Self { child, address, said, later, reader }
    }

    /// Waits for a line that holds this text, said before or after it was ready, and gives it.
    pub fn heard(&self, text: &str) -> String {
        if let Some(line) = self.said.iter().find(|line| line.contains(text)) {
            return line.clone();
        }
        let is_missing = |lines: &mut Vec<String>| !lines.iter().any(|line| line.contains(text));
        let lines = self.later.lines.lock().unwrap();
        let (lines, _) = self.later.more.wait_timeout_while(lines, LONG, is_missing).unwrap();
        lines.iter().find(|line| line.contains(text)).unwrap_or_else(|| panic!("never said {text}")).clone()
    }

    /// Its process.
    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// kill -9.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM; waits for its end and gives how it ended and everything it ever said.
    pub fn terminate(mut self) -> (ExitStatus, Vec<String>) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(began.elapsed() < LONG, "the server does not stop");
            std::thread::sleep(Duration::from_millis(2));
        };
        self.reader.take().unwrap().join().unwrap();
        let mut said = std::mem::take(&mut self.said);
        said.append(&mut self.later.lines.lock().unwrap());
        (status, said)
    }
}

/// Goes on reading, so that the server never waits for a full pipe.
fn read_on(lines: Lines<BufReader<ChildStdout>>, later: Arc<Later>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            later.lines.lock().unwrap().push(line);
            later.more.notify_all();
        }
    })
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
