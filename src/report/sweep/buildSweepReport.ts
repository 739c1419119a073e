export function buildSweepReport(_dir: string): void {}
