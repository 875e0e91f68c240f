/** Plays speech of 24 kHz at whatever rate the machine plays, without a gap between frames; says when it has played all. */
const rateHz = 24000;

class Player extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = [];
    this.at = 0;
    this.step = rateHz / sampleRate;
    this.isEnded = true;
    this.port.onmessage = ({ data }) => {
      if (data.frame !== undefined) {
        this.queue.push(new Int16Array(data.frame));
        this.isEnded = false;
      } else if (data.isDropped) {
        this.queue = [];
        this.at = 0;
      }
    };
  }

  sampleAt(position) {
    let index = Math.floor(position);
    for (const frame of this.queue) {
      if (index < frame.length) return frame[index] / 32768;
      index -= frame.length;
    }
    return undefined;
  }

  process(_inputs, [output]) {
    const [channel] = output;
    for (let index = 0; index < channel.length; index += 1) {
      const before = this.sampleAt(this.at);
      if (before === undefined) break;
      const after = this.sampleAt(this.at + 1) ?? before;
      channel[index] = before + (after - before) * (this.at - Math.floor(this.at));
      this.at += this.step;
      while (this.queue.length > 0 && this.at >= this.queue[0].length) {
        this.at -= this.queue.shift().length;
      }
    }
    if (this.queue.length === 0 && !this.isEnded) {
      this.isEnded = true;
      this.at = 0;
      this.port.postMessage('played');
    }
    return true;
  }
}

registerProcessor('player', Player);
