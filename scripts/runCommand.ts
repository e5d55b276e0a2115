/** Runs one command to its end, keeping what it says. */
import { spawn } from 'node:child_process';

export interface CommandResult {
  /** The exit code; 1 when a signal ended it, 127 when there is no such command. */
  readonly code: number;
  /** Standard output alone. */
  readonly stdout: string;
  /** Standard output and error, in the order in which they came. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Let the command write to this terminal instead of keeping its output. */
  readonly show?: boolean;
  /** Ended (SIGKILL, with everything it started) after so many milliseconds. */
  readonly timeoutMs?: number;
}

/** Runs a command without standard input. Never throws for a failing command: look at `code`. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const stdio = options.show ? 'inherit' : 'pipe';
    // Its own process group, where a time limit must end its children too; Ctrl-C is then passed on below.
    const detached = options.timeoutMs !== undefined && process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', stdio, stdio],
      detached,
    });
    let stdout = '';
    let output = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });

    const end = (signal: NodeJS.Signals) => {
      if (child.pid === undefined) return;
      try {
        process.kill(detached ? -child.pid : child.pid, signal);
      } catch {
        // It has ended by itself.
      }
    };
    const timer = options.timeoutMs
      ? setTimeout(() => {
          output += `\nended after ${Math.round(options.timeoutMs! / 1000)} s`;
          end('SIGKILL');
        }, options.timeoutMs)
      : undefined;
    const interrupted = () => end('SIGINT');
    if (detached) process.once('SIGINT', interrupted);

    const finish = (code: number) => {
      clearTimeout(timer);
      process.removeListener('SIGINT', interrupted);
      resolve({ code, stdout, output });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(127);
    });
    child.once('close', (code) => finish(code ?? 1));
  });
}
