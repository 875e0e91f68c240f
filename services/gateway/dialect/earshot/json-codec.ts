/**
 * Control messages as JSON, both ways, driven by the schema: no list of fields stands here.
 *
 * A message that consists of one oneof is `{"type": "<name of the case>", …fields of the case}`; names of
 * fields are camelCase; an enum's value is its lower-case name without the prefix. Decoding is strict about
 * types and sizes and deaf to unknown fields: they are dropped here and reach nothing else.
 */
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { enumValues, messageFields, type SchemaField } from '../../../common/schema/registry.ts';

type Json = Record<string, unknown>;

/** Longest list in a control message. */
export const maxListItems = 16;
/** Longest text in a control message, in UTF-16 units, where nothing else is said. */
const defaultTextLength = 160;

interface Codec {
  decode(value: unknown): unknown;
  encode(value: unknown): unknown;
}

interface FieldCodec extends Codec {
  readonly key: string;
  readonly absent: () => unknown;
}

const malformed = (): EarshotError => new EarshotError('MESSAGE_MALFORMED');

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function whole(min: number, max: number): Codec {
  return {
    decode(value) {
      if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
        throw malformed();
      }
      return value === 0 ? 0 : value;
    },
    encode: (value) => value,
  };
}

function text(maxLength: number): Codec {
  return {
    decode(value) {
      if (typeof value !== 'string' || value.length > maxLength || !value.isWellFormed()) throw malformed();
      return value;
    },
    encode: (value) => value,
  };
}

const boolean: Codec = {
  decode(value) {
    if (typeof value !== 'boolean') throw malformed();
    return value;
  },
  encode: (value) => value,
};

function enumeration(name: string, isOpen: boolean): Codec {
  const toNumber = new Map([...enumValues(name)].map(([key, number]) => [key.toLowerCase(), number]));
  const toName = new Map([...toNumber].map(([key, number]) => [number, key]));
  return {
    decode(value) {
      const number = typeof value === 'string' ? toNumber.get(value) : undefined;
      if (number !== undefined && number !== 0) return number;
      if (isOpen && typeof value === 'string') return 0;
      throw malformed();
    },
    // Unspecified is what an absent field means; a number without a name must not read as one.
    encode: (value) => (value === 0 ? undefined : (toName.get(value as number) ?? 'unspecified')),
  };
}

function list(item: Codec): Codec {
  return {
    decode(value) {
      if (!Array.isArray(value) || value.length > maxListItems) throw malformed();
      return value.map((entry) => item.decode(entry));
    },
    encode: (value) => (value as unknown[]).map((entry) => item.encode(entry)),
  };
}

export interface SchemaJsonOptions {
  /** Bounds of texts, by `message.field` in JSON names. */
  readonly textLengths?: Readonly<Record<string, number>>;
  /** Enumerations whose unknown values read as unspecified. */
  readonly openEnumerations?: readonly string[];
}

/** Builds codecs for messages. */
export class SchemaJson {
  readonly #options: SchemaJsonOptions;
  readonly #codecs = new Map<string, Codec>();

  constructor(options: SchemaJsonOptions = {}) {
    this.#options = options;
  }

  /** The codec of a message, by its full name. */
  message(name: string): Codec {
    const known = this.#codecs.get(name);
    if (known !== undefined) return known;
    const fields = messageFields(name);
    const oneof = fields[0]?.oneof;
    const codec =
      oneof !== undefined && fields.every((field) => field.oneof === oneof)
        ? this.#cases(oneof, fields)
        : this.#fields(name, fields);
    this.#codecs.set(name, codec);
    return codec;
  }

  #cases(oneof: string, fields: readonly SchemaField[]): Codec {
    const byType = new Map(
      fields.map((field) => [field.name, { $case: field.jsonName, codec: this.message(field.message!) }]),
    );
    const byCase = new Map(
      fields.map((field) => [field.jsonName, { type: field.name, codec: this.message(field.message!) }]),
    );
    return {
      decode(value) {
        if (!isObject(value) || typeof value['type'] !== 'string') throw malformed();
        const found = byType.get(value['type']);
        if (found === undefined) throw new EarshotError('MESSAGE_UNKNOWN');
        return { [oneof]: { $case: found.$case, value: found.codec.decode(value) } };
      },
      encode(value) {
        const chosen = (value as Json)[oneof] as { $case: string; value: unknown } | undefined;
        const found = chosen && byCase.get(chosen.$case);
        if (chosen === undefined || found === undefined) throw new EarshotError('INTERNAL');
        return { type: found.type, ...(found.codec.encode(chosen.value) as Json) };
      },
    };
  }

  #fields(name: string, fields: readonly SchemaField[]): Codec {
    const codecs = fields.map((field) => this.#field(name, field));
    return {
      decode(value) {
        if (!isObject(value)) throw malformed();
        const message: Json = {};
        for (const { key, decode, absent } of codecs) {
          message[key] = Object.hasOwn(value, key) ? decode(value[key]) : absent();
        }
        return message;
      },
      encode(value) {
        const json: Json = {};
        for (const { key, encode } of codecs) {
          const field = (value as Json)[key];
          if (field !== undefined) json[key] = encode(field);
        }
        return json;
      },
    };
  }

  #field(messageName: string, field: SchemaField): FieldCodec {
    const key = field.jsonName;
    const one = this.#value(messageName, field);
    const codec = field.isRepeated ? list(one) : one;
    const absent = field.isRepeated
      ? () => []
      : field.message !== undefined || field.isOptional
        ? () => undefined
        : field.enumeration !== undefined
          ? () => 0
          : () => (field.scalar === 'string' ? '' : field.scalar === 'bool' ? false : 0);
    return { key, absent, decode: codec.decode, encode: codec.encode };
  }

  #value(messageName: string, field: SchemaField): Codec {
    if (field.message !== undefined) {
      // Resolved at use, so that messages may hold each other.
      const name = field.message;
      return {
        decode: (value) => this.message(name).decode(value),
        encode: (value) => this.message(name).encode(value),
      };
    }
    if (field.enumeration !== undefined) {
      return enumeration(
        field.enumeration,
        this.#options.openEnumerations?.includes(field.enumeration) ?? false,
      );
    }
    const shortName = messageName.slice(messageName.lastIndexOf('.') + 1);
    switch (field.scalar) {
      case 'string':
        return text(this.#options.textLengths?.[`${shortName}.${field.jsonName}`] ?? defaultTextLength);
      case 'bool':
        return boolean;
      case 'int32':
        return whole(-(2 ** 31), 2 ** 31 - 1);
      case 'int64':
        return whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
      default:
        // bytes, floats and maps have no place in a control message; a schema that adds one fails at boot.
        throw new Error(`${messageName}.${field.jsonName} cannot travel in a control message`);
    }
  }
}
