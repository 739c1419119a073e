import { describe, expect, it } from 'vitest';
import { maskImmutables } from './maskImmutables.ts';
import { projectArtifact } from './support.ts';

describe('maskImmutables', () => {
  const immutableReferences = [
    { start: 1, length: 2 },
    { start: 4, length: 1 },
  ];

  it('zeroes the bytes of immutables alone', () => {
    expect(maskImmutables('0x112233445566', { immutableReferences })).toBe('0x110000440066');
    expect(maskImmutables('0x112233445566', { immutableReferences: [] })).toBe('0x112233445566');
  });

  it('leaves code that ends before one as it is there', () => {
    expect(maskImmutables('0x11223344', { immutableReferences })).toBe('0x11000044');
    expect(maskImmutables('0x', { immutableReferences })).toBe('0x');
  });

  it('finds an artifact’s own runtime code masked already', () => {
    for (const name of ['ScriptedFeed', 'BackstopAMM', 'RenamingFacade']) {
      const artifact = projectArtifact(name);
      expect(artifact.immutableReferences.length).toBeGreaterThan(0);
      expect(maskImmutables(artifact.deployedBytecode, artifact)).toBe(artifact.deployedBytecode);
    }
    expect(projectArtifact('BatchReader').immutableReferences).toEqual([]);
  });
});
