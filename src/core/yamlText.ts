import type { Tags } from 'yaml';

/**
 * Option for YAML's parser: unquoted hex stays text. YAML 1.2 makes a number of it, and an address or calldata would lose
 * its last digits.
 */
export const HEX_IS_TEXT = {
  customTags: (tags: Tags): Tags =>
    tags.filter((tag) => typeof tag === 'string' || !('format' in tag) || tag.format !== 'HEX'),
};
