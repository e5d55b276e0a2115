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
  /** Ended (SIGKILL) after so many milliseconds. */
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
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', stdio, stdio],
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

    const timer = options.timeoutMs
      ? setTimeout(() => {
          output += `\nended after ${Math.round(options.timeoutMs! / 1000)} s`;
          child.kill('SIGKILL');
        }, options.timeoutMs)
      : undefined;
    // Ctrl-C reaches the command by itself, as one of this process's group; a SIGTERM must be passed on.
    const passOn = () => child.kill('SIGTERM');
    process.once('SIGTERM', passOn);
    const finish = (code: number) => {
      clearTimeout(timer);
      process.removeListener('SIGTERM', passOn);
      resolve({ code, stdout, output });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(127);
    });
    child.once('close', (code) => finish(code ?? 1));
  });
}
