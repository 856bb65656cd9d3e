/** How large a record becomes. */
export interface RecordLimits {
  readonly attributeCount?: number | undefined;
  /** Characters of a value. */
  readonly attributeLength?: number | undefined;
}

/** The same as the SDK has it; what is left out stays as the SDK has it. */
export function recordLimits({ attributeCount, attributeLength }: RecordLimits) {
  return {
    ...(attributeCount !== undefined && { attributeCountLimit: attributeCount }),
    ...(attributeLength !== undefined && { attributeValueLengthLimit: attributeLength }),
  };
}
