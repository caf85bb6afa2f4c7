//! A server as a process of its own, as it runs in earnest: to be killed, or driven by a real browser.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running `certamen serve`. Killed when dropped.
pub struct Process {
    child: Child,
    /// For example http://127.0.0.1:41234.
    pub address: String,
    /// Everything it said until it was ready.
    pub said: Vec<String>,
}

impl Process {
    /// Starts the server on a database and waits until it says that it is ready.
    pub fn serve(database_url: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_certamen"));
        command.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", database_url);
        Self::start(command)
    }

    /// Starts any command of the server and waits until it says that it is ready.
    pub fn start(mut command: Command) -> Self {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut said = Vec::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the server stopped before it was ready").unwrap();
            let found = line.split_whitespace().find(|word| word.starts_with("http://")).map(str::to_owned);
            said.push(line.clone());
            if let Some(address) = found.filter(|_| line.contains("ready")) {
                break address;
            }
        };
        // Goes on reading, so that the server never waits for a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, said }
    }

    /// kill -9.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
