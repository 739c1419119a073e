import { spawn } from 'node:child_process';

/**
 * Waits for the leader of a group, then for a word; at the end of input without one, kills the group and removes its folder,
 * once more if something that was dying put a file there.
 */
const SCRIPT = `read -r pid && read -r released || {
  [ -z "$pid" ] || kill -s KILL -- "-$pid"
  rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
} 2>/dev/null`;

export interface Guard {
  /** From now on the group of this leader is killed as well. */
  readonly watch: (pid: number) => void;
  /** Once the group is gone, or never came. */
  readonly release: () => void;
}

/**
 * Ties a folder, and the life of the process group that works in it, to ours even under SIGKILL, which no handler sees: a
 * shell waits at the read end of a pipe whose only write end is ours, and the kernel closes that with us. It is there before
 * the group is, so that there is no moment in which nobody would clean up.
 *
 * @param folder of the group
 */
export function guard(folder: string): Guard {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'sh', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  // Without a shell the guard is missing, and nothing else.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  let leader = '\n';
  return {
    watch: (pid) => {
      shell.stdin.write(`${pid}\n`);
      leader = '';
    },
    release: () => shell.stdin.end(`${leader}released\n`),
  };
}
