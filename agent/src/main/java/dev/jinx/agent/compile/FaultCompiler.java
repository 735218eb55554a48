package dev.jinx.agent.compile;

import dev.jinx.agent.rules.DelaySpec;
import dev.jinx.agent.rules.FaultSpec;
import dev.jinx.agent.rules.PayloadSpec;
import dev.jinx.runtime.connection.Bucket;
import dev.jinx.runtime.connection.Ending;
import dev.jinx.runtime.connection.Errno;
import dev.jinx.runtime.fault.BlackholeFault;
import dev.jinx.runtime.fault.CloseFault;
import dev.jinx.runtime.fault.CorruptResultFault;
import dev.jinx.runtime.fault.DeadlockFault;
import dev.jinx.runtime.fault.DelayFault;
import dev.jinx.runtime.fault.Distribution;
import dev.jinx.runtime.fault.DownFault;
import dev.jinx.runtime.fault.DropFault;
import dev.jinx.runtime.fault.ErrorFault;
import dev.jinx.runtime.fault.Fault;
import dev.jinx.runtime.fault.HangFault;
import dev.jinx.runtime.fault.LifetimeFault;
import dev.jinx.runtime.fault.LimitFault;
import dev.jinx.runtime.fault.ResetFault;
import dev.jinx.runtime.fault.ReturnFault;
import dev.jinx.runtime.fault.ShortFault;
import dev.jinx.runtime.fault.SkipFault;
import dev.jinx.runtime.fault.SliceFault;
import dev.jinx.runtime.fault.ThrottleFault;
import dev.jinx.runtime.fault.ThrowFault;
import dev.jinx.runtime.fault.TimeoutFault;
import java.time.Duration;

/** Makes of each fault as written the one that acts. */
final class FaultCompiler {
    private FaultCompiler() {}

    static Fault compile(FaultSpec spec) {
        if (spec instanceof FaultSpec.Error error) {
            return new ErrorFault("error", errno(error.errno()));
        } else if (spec instanceof FaultSpec.Refuse) {
            return new ErrorFault("refuse", errno("ECONNREFUSED"));
        } else if (spec instanceof FaultSpec.Throw thrown) {
            return thrown(thrown);
        } else if (spec instanceof FaultSpec.Delay delay) {
            return new DelayFault(distribution(delay.delay()), delay.async());
        } else if (spec instanceof FaultSpec.Timeout timeout) {
            ThrowFault exception =
                    timeout.exception().isPresent() ? thrown(timeout.exception().get()) : null;
            return new TimeoutFault(timeout.after().toNanos(), exception, timeout.async());
        } else if (spec instanceof FaultSpec.Hang) {
            return new HangFault();
        } else if (spec instanceof FaultSpec.Reset) {
            return new ResetFault();
        } else if (spec instanceof FaultSpec.Close) {
            return new CloseFault();
        } else if (spec instanceof FaultSpec.Drop) {
            return new DropFault();
        } else if (spec instanceof FaultSpec.Short shorter) {
            return new ShortFault(shorter.max());
        } else if (spec instanceof FaultSpec.Throttle throttle) {
            return new ThrottleFault(throttle.rate(), throttle.shared() ? new Bucket(throttle.rate()) : null);
        }
        return spec instanceof PayloadSpec payload ? PayloadCompiler.compile(payload) : ofPeer(spec);
    }

    private static Fault ofPeer(FaultSpec spec) {
        if (spec instanceof FaultSpec.Down) {
            return new DownFault();
        } else if (spec instanceof FaultSpec.Blackhole blackhole) {
            FaultSpec.Blackhole.Direction direction = blackhole.direction();
            return new BlackholeFault(
                    direction != FaultSpec.Blackhole.Direction.OUT, direction != FaultSpec.Blackhole.Direction.IN);
        } else if (spec instanceof FaultSpec.Slice slice) {
            return new SliceFault(slice.size(), nanos(slice.delay()));
        } else if (spec instanceof FaultSpec.Limit limit) {
            return new LimitFault(limit.bytes(), ending(limit.then()));
        } else if (spec instanceof FaultSpec.Lifetime lifetime) {
            return new LifetimeFault(nanos(lifetime.after()), nanos(lifetime.jitter()), ending(lifetime.then()));
        }
        return ofCall(spec);
    }

    /** The same word on the other side. */
    static Ending ending(FaultSpec.Then then) {
        return switch (then) {
            case CONTINUE -> Ending.CONTINUE;
            case RESET -> Ending.RESET;
            case CLOSE -> Ending.CLOSE;
            case HANG -> Ending.HANG;
        };
    }

    private static Fault ofCall(FaultSpec spec) {
        if (spec instanceof FaultSpec.Skip) {
            return new SkipFault();
        } else if (spec instanceof FaultSpec.Return returned) {
            return new ReturnFault(returned.value());
        } else if (spec instanceof FaultSpec.CorruptResult corrupt) {
            return new CorruptResultFault(corrupt.rate());
        } else if (spec instanceof FaultSpec.Deadlock) {
            return new DeadlockFault();
        }
        throw new IllegalArgumentException(spec.word());
    }

    private static Errno errno(String name) {
        return new Errno(name, ErrnoTexts.of(name));
    }

    private static ThrowFault thrown(FaultSpec.Throw spec) {
        return new ThrowFault(spec.className(), spec.message().orElse(null), spec.async(), spec.label(), spec.force());
    }

    private static Distribution distribution(DelaySpec spec) {
        Distribution drawn = shape(spec.shape());
        return spec.max().isPresent()
                ? new Distribution.Capped(drawn, nanos(spec.max().get()))
                : drawn;
    }

    private static Distribution shape(DelaySpec.Shape shape) {
        if (shape instanceof DelaySpec.Fixed fixed) {
            return new Distribution.Fixed(nanos(fixed.value()));
        } else if (shape instanceof DelaySpec.Uniform uniform) {
            return new Distribution.Uniform(nanos(uniform.low()), nanos(uniform.high()));
        } else if (shape instanceof DelaySpec.Normal normal) {
            return new Distribution.Normal(nanos(normal.mean()), nanos(normal.sd()));
        } else if (shape instanceof DelaySpec.Lognormal lognormal) {
            return new Distribution.Lognormal(nanos(lognormal.median()), nanos(lognormal.p99()));
        } else if (shape instanceof DelaySpec.Exponential exponential) {
            return new Distribution.Exponential(nanos(exponential.mean()));
        }
        throw new IllegalArgumentException(shape.toString());
    }

    private static long nanos(Duration duration) {
        return duration.toNanos();
    }
}
