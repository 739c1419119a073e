import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { type Context, evaluate, isTrue } from './expressions.ts';

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** What a job's steps came to. */
export interface JobEnd {
  /** Code of the first step that failed, else 0. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** All summaries, in the order of steps. */
  readonly summary: string;
  /** Step id → its outputs. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Actions of others that were called, with what they were given. */
  readonly used: readonly { readonly uses: string; readonly with: Readonly<Record<string, string>> }[];
}

/** Others' actions that our files may use: they are not run here. */
const ACTIONS = ['actions/checkout@v4', 'actions/setup-node@v4', 'actions/upload-artifact@v4'];
/** Keys of a step that are understood; another would be passed over unseen. */
const STEP_KEYS = ['id', 'name', 'if', 'uses', 'with', 'run', 'shell', 'env', 'working-directory'];

export interface JobOptions {
  /** Folder of the checkout. */
  readonly workspace: string;
  /** Folder for the runner's own files, elsewhere. */
  readonly runner: string;
  /** Folder of our action: what `owner/breakwater@v1` stands for. */
  readonly action: string;
  /** Variables of the machine. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs the steps of a workflow's only job as GitHub's runner does. */
export async function runWorkflow(file: string, options: JobOptions): Promise<JobEnd> {
  const { jobs } = parse(readFileSync(file, 'utf8')) as { jobs: Record<string, { steps: readonly Step[] }> };
  const [job, ...others] = Object.values(jobs);
  if (job === undefined || others.length > 0) throw new Error('expected one job');
  return runSteps(job.steps, options);
}

/** Runs a job of these steps. */
export async function runSteps(steps: readonly Step[], options: JobOptions): Promise<JobEnd> {
  const job = new Job(options);
  await job.run(steps, { inputs: {}, steps: job.outputs, github: {} }, undefined);
  return job.end();
}

class Job {
  readonly outputs: Record<string, Record<string, string>> = {};
  readonly #options: JobOptions;
  readonly #used: { uses: string; with: Record<string, string> }[] = [];
  #code = 0;
  #count = 0;
  #stdout = '';
  #stderr = '';
  #summary = '';

  constructor(options: JobOptions) {
    this.#options = options;
  }

  end(): JobEnd {
    const { outputs } = this;
    return {
      code: this.#code,
      stdout: this.#stdout,
      stderr: this.#stderr,
      summary: this.#summary,
      outputs,
      used: this.#used,
    };
  }

  async run(steps: readonly Step[], context: Context, actionPath: string | undefined): Promise<void> {
    for (const step of steps) {
      const unknown = Object.keys(step).filter((key) => !STEP_KEYS.includes(key));
      if (unknown.length > 0) throw new Error(`a step has ${unknown.join(', ')}`);
      if (!isTrue(step.if, this.#code !== 0)) continue;
      if (step.uses === undefined) await this.#shell(step, context, actionPath);
      else await this.#use(step, step.uses, context);
    }
  }

  async #use(step: Step, uses: string, context: Context): Promise<void> {
    const given = Object.fromEntries(
      Object.entries(step.with ?? {}).map(([key, value]) => [key, evaluate(String(value), context)]),
    );
    if (!/^[\w-]+\/breakwater@v\d+$/.test(uses)) {
      if (!ACTIONS.includes(uses)) throw new Error(`action not known: ${uses}`);
      this.#used.push({ uses, with: given });
      return;
    }
    const action = parse(readFileSync(join(this.#options.action, 'action.yml'), 'utf8')) as Action;
    const undeclared = Object.keys(given).filter((key) => !(key in action.inputs));
    if (undeclared.length > 0) throw new Error(`no such input: ${undeclared.join(', ')}`);
    const inputs: Record<string, string> = {};
    for (const [key, { required, default: fallback }] of Object.entries(action.inputs)) {
      if (required === true && !(key in given)) throw new Error(`input is missing: ${key}`);
      inputs[key] = given[key] ?? fallback ?? '';
    }
    const inner = new Job(this.#options);
    const within: Context = { inputs, steps: inner.outputs, github: {} };
    await inner.run(action.runs.steps, within, this.#options.action);
    const end = inner.end();
    this.#code ||= end.code;
    this.#stdout += end.stdout;
    this.#stderr += end.stderr;
    this.#summary += end.summary;
    this.#used.push(...inner.#used);
    if (step.id === undefined) return;
    this.outputs[step.id] = Object.fromEntries(
      Object.entries(action.outputs).map(([key, { value }]) => [key, evaluate(value, within)]),
    );
  }

  async #shell(step: Step, context: Context, actionPath: string | undefined): Promise<void> {
    const { workspace, runner, env } = this.#options;
    // In an action every step names its shell.
    if (actionPath !== undefined && step.shell !== 'bash') throw new Error('a step of an action has no shell');
    const folder = join(runner, `step-${++this.#count}-${step.id ?? ''}`);
    mkdirSync(folder, { recursive: true });
    const files = { GITHUB_OUTPUT: 'output', GITHUB_ENV: 'env', GITHUB_PATH: 'path', GITHUB_STEP_SUMMARY: 'summary' };
    const paths = Object.fromEntries(Object.entries(files).map(([key, name]) => [key, join(folder, name)]));
    for (const path of Object.values(paths)) writeFileSync(path, '');
    const script = join(folder, 'script.sh');
    writeFileSync(script, evaluate(step.run ?? '', context));
    const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([key, text]) => [key, evaluate(text, context)]));
    // Without `shell` GitHub leaves out pipefail.
    const flags = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
    const child = spawn('bash', [...flags, script], {
      cwd: resolve(workspace, evaluate(step['working-directory'] ?? '.', context)),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...env,
        ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace, ...paths },
        ...(actionPath === undefined ? {} : { GITHUB_ACTION_PATH: actionPath }),
        ...own,
      },
    });
    child.stdout.on('data', (chunk: Buffer) => {
      this.#stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr += chunk.toString();
    });
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    this.#code ||= status ?? -1;
    this.#summary += readFileSync(paths['GITHUB_STEP_SUMMARY'] as string, 'utf8');
    if (step.id !== undefined)
      this.outputs[step.id] = outputsIn(readFileSync(paths['GITHUB_OUTPUT'] as string, 'utf8'));
  }
}

function outputsIn(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const equals = line.indexOf('=');
      if (equals < 0) throw new Error(`not an output: ${line}`);
      return [line.slice(0, equals), line.slice(equals + 1)];
    }),
  );
}
