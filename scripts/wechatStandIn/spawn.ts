import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type ControlClient, controlClient } from './client';
import type { Credentials } from './types';

export interface SpawnOptions {
  dataDir: string;
  /** 0 (the default): any free port. */
  port?: number;
  anyCode?: boolean;
}

export interface StandIn {
  /** Give it as WECHAT_API_BASE and WECHATPAY_API_BASE. */
  url: string;
  pid: number;
  /** As they were at the start. */
  credentials: Credentials;
  control: ControlClient;
  /** Ends it gently; resolves when the process is gone. */
  stop(): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

const root = resolve(__dirname, '../..');

/** Starts the stand-in as a process of its own, which ends with this one at the latest. */
export async function spawnStandIn(options: SpawnOptions): Promise<StandIn> {
  const args = ['--port', String(options.port ?? 0), '--data', resolve(options.dataDir), '--with-parent'];
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(__dirname, 'main.ts'), ...args, ...(options.anyCode ? ['--any-code'] : [])],
    { cwd: root, stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = `${complaints}${text}`.slice(-10_000);
    process.stderr.write(text);
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const said = await Promise.race([once(lines, 'line'), exited.then(() => undefined)]);
  if (!said) throw new Error(`the WeChat stand-in did not start: ${complaints}`);
  const { url, pid } = JSON.parse(String(said[0])) as { url: string; pid: number };
  const control = controlClient(url);
  const end = (signal: NodeJS.Signals) => async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  return { url, pid, credentials: await control.credentials(), control, stop: end('SIGTERM'), kill: end('SIGKILL') };
}
