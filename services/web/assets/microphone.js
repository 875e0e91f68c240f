/** The microphone, off the page's thread: whatever rate the machine records at, out come frames of 20 ms at 16 kHz. */
const rateHz = 16000;
const frameSamples = rateHz / 50;
/** Zero crossings on each side of the low-pass; enough that nothing above the band folds into it audibly. */
const crossings = 12;

/** Samples in between, through a low-pass at the lower of the two rates. */
class Down {
  constructor(fromHz) {
    this.step = fromHz / rateHz;
    const cutoff = Math.min(1, 1 / this.step) * 0.92;
    this.cutoff = cutoff;
    this.half = Math.ceil(crossings / cutoff);
    this.kept = new Float32Array(this.half * 2);
    this.at = this.half;
  }

  weight(distance) {
    const x = distance * this.cutoff;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return this.cutoff * sinc * (0.5 + 0.5 * Math.cos((Math.PI * distance) / (this.half + 1)));
  }

  push(samples) {
    const all = new Float32Array(this.kept.length + samples.length);
    all.set(this.kept);
    all.set(samples, this.kept.length);
    const out = [];
    while (this.at + this.half < all.length) {
      const first = Math.ceil(this.at - this.half);
      let sum = 0;
      for (let index = Math.max(0, first); index <= this.at + this.half; index += 1) {
        sum += all[index] * this.weight(index - this.at);
      }
      out.push(sum);
      this.at += this.step;
    }
    const drop = Math.max(0, Math.floor(this.at) - this.half);
    this.kept = all.slice(drop);
    this.at -= drop;
    return out;
  }
}

class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.down = sampleRate === rateHz ? undefined : new Down(sampleRate);
    this.frame = new Int16Array(frameSamples);
    this.filled = 0;
    this.isOpen = false;
    this.port.onmessage = ({ data }) => {
      this.isOpen = data.isOpen;
      this.filled = 0;
    };
  }

  process([input]) {
    const [channel] = input ?? [];
    // Shut: nothing of what was recorded is looked at.
    if (!this.isOpen || channel === undefined) return true;
    for (const sample of this.down === undefined ? channel : this.down.push(channel)) {
      this.frame[this.filled] = Math.max(-1, Math.min(1, sample)) * 32767;
      this.filled += 1;
      if (this.filled === frameSamples) {
        const copy = this.frame.slice();
        this.port.postMessage(copy.buffer, [copy.buffer]);
        this.filled = 0;
      }
    }
    return true;
  }
}

registerProcessor('microphone', Microphone);
