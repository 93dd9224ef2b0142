/** ISO/IEC 7812's check digit. */
export function hasLuhnChecksum(digits: string): boolean {
  let sum = 0;
  for (const [i, char] of [...digits].reverse().entries()) {
    const doubled = Number(char) * (i % 2 === 1 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** Characters of an account number by country, where it's short of nothing. The registry's lengths, for the countries that most use it. */
const ibanLengths: Record<string, number> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BR: 29,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MT: 31,
  NL: 18,
  NO: 15,
  PK: 24,
  PL: 28,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  SA: 24,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  TN: 24,
  TR: 26,
  UA: 29,
};

/** ISO 13616: the country's length, and the remainder 1 of the number with its first four characters last. */
export function hasIbanChecksum(text: string): boolean {
  const account = text.replaceAll(/[ -]/g, "").toUpperCase();
  if (ibanLengths[account.slice(0, 2)] !== account.length) return false;
  let remainder = 0;
  for (const char of account.slice(4) + account.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

const weighted = (digits: string, weights: readonly number[]) =>
  weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0);

/** An identity number whose own rules it keeps: of the USA, Brazil, Spain, France, China, Poland and Germany. */
export function isNationalId(found: string): boolean {
  if (/^\d{3}-\d{2}-\d{4}$/.test(found)) return !/^(?:000|666)|-00-|-0000$/.test(found);
  const plain = found.replaceAll(/[ .-]/g, "").toUpperCase();
  if (/^[XYZ]?\d{7,8}[A-Z]$/.test(plain)) return isSpanish(plain);
  if (/^\d{3}\.\d{3}\.\d{3}-\d{2}$/.test(found)) return isBrazilian(plain);
  if (/^[12]\d{14}$/.test(plain)) return 97 - (Number(plain.slice(0, 13)) % 97) === Number(plain.slice(13));
  if (/^\d{17}[\dX]$/.test(plain)) return isChinese(plain);
  return /^\d{11}$/.test(plain) && (isPolish(plain) || isGerman(plain));
}

function isSpanish(plain: string): boolean {
  const digits = plain.slice(0, -1).replace(/^[XYZ]/, (letter) => String("XYZ".indexOf(letter)));
  return digits.length === 8 && "TRWAGMYFPDXBNJZSQVHLCKE"[Number(digits) % 23] === plain.at(-1);
}

function isBrazilian(digits: string): boolean {
  const check = (length: number) => {
    const sum = weighted(
      digits,
      Array.from({ length }, (_, i) => length + 1 - i),
    );
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
}

function isChinese(plain: string): boolean {
  const sum = weighted(plain, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return "10X98765432"[sum % 11] === plain[17] && /^(?:19|20)/.test(plain.slice(6, 8));
}

function isPolish(digits: string): boolean {
  const isDate =
    /^\d{2}(?:[0-9]\d)(?:0[1-9]|[12]\d|3[01])/.test(digits) && Number(digits.slice(2, 4)) % 20 <= 12;
  const sum = weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
  return isDate && Number(digits.slice(2, 4)) % 20 > 0 && (10 - (sum % 10)) % 10 === Number(digits[10]);
}

/** A tax number: exactly one digit of the first ten is there more than once. */
function isGerman(digits: string): boolean {
  const first = digits.slice(0, 10);
  const counts = [...new Set(first)].map((digit) => first.split(digit).length - 1);
  if (digits.startsWith("0") || counts.filter((n) => n > 1).length !== 1 || Math.max(...counts) > 3)
    return false;
  let product = 10;
  for (const digit of first) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits[10]);
}
