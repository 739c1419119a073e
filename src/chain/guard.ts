import { spawn } from 'node:child_process';

/** Waits for a word; at the end of input without one, kills the group and removes its folder. */
const SCRIPT = 'read -r released || { kill -s KILL -- "-$1"; rm -rf -- "$2"; } 2>/dev/null';

/**
 * Ties the life of a process group to ours even under SIGKILL, which no handler sees: a shell waits at the read end of
 * a pipe whose only write end is ours, and the kernel closes that with us.
 *
 * @param pid leader of the group
 * @param folder of the group, removed with it
 * @returns releases the guard, once the group is gone
 */
export function guard(pid: number, folder: string): () => void {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'sh', String(pid), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  // Without a shell the guard is missing, and nothing else.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return () => shell.stdin.end('released\n');
}
