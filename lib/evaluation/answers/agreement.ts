/** How far two raters agree on the same items, each a yes or a no. */
export interface Agreement {
  items: number;
  accuracy: number;
  /** The mean of the shares of the second's yeses and noes that the first has, too: .5 for whoever always says the same. */
  balancedAccuracy: number;
  /** Cohen's κ (1960): agreement beyond what chance would give, 0 to 1; below 0 less than chance. */
  kappa: number;
}

/** Compares a rater's yes or no with the truth's, item by item. Of no items everything is 0. */
export function measureAgreement(pairs: readonly { said: boolean; truth: boolean }[]): Agreement {
  const count = (said: boolean, truth: boolean) =>
    pairs.filter((pair) => pair.said === said && pair.truth === truth).length;
  const [yesYes, yesNo, noYes, noNo] = [
    count(true, true),
    count(true, false),
    count(false, true),
    count(false, false),
  ];
  const items = pairs.length;
  const accuracy = ratio(yesYes + noNo, items);
  const byChance =
    ratio(yesYes + yesNo, items) * ratio(yesYes + noYes, items) +
    ratio(noYes + noNo, items) * ratio(yesNo + noNo, items);
  return {
    items,
    accuracy,
    balancedAccuracy: (ratio(yesYes, yesYes + noYes) + ratio(noNo, yesNo + noNo)) / 2,
    kappa: ratio(accuracy - byChance, 1 - byChance),
  };
}

const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
