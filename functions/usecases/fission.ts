import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import type { App } from './app';

export async function fissionBoard(
  _app: App,
  _input: Parsed<'fission.board'>,
): Promise<Result<Output<'fission.board'>, RefusalCode>> {
  throw new Error('fission.board is not built');
}

export async function exportFission(
  _app: App,
  _input: Parsed<'fission.export'>,
): Promise<Result<Output<'fission.export'>, RefusalCode>> {
  throw new Error('fission.export is not built');
}

export async function fissionTree(
  _app: App,
  _input: Parsed<'fission.tree'>,
): Promise<Result<Output<'fission.tree'>, RefusalCode>> {
  throw new Error('fission.tree is not built');
}
