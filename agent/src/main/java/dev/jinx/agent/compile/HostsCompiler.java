package dev.jinx.agent.compile;

import dev.jinx.runtime.plan.Address;
import dev.jinx.runtime.plan.Cidr;
import dev.jinx.runtime.plan.Endpoint;
import dev.jinx.runtime.plan.Glob;
import dev.jinx.runtime.plan.Hosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sorts the hosts of a target into names, globs, addresses and blocks. */
final class HostsCompiler {
    private final List<String> names = new ArrayList<>();
    private final List<Glob> globs = new ArrayList<>();
    private final List<Address> addresses = new ArrayList<>();
    private final List<Cidr> blocks = new ArrayList<>();

    private HostsCompiler() {}

    static Hosts compile(List<String> hosts) {
        HostsCompiler compiler = new HostsCompiler();
        for (String host : hosts) {
            compiler.add(host);
        }
        return new Hosts(
                compiler.names.toArray(new String[0]),
                compiler.globs.toArray(new Glob[0]),
                compiler.addresses.toArray(new Address[0]),
                compiler.blocks.toArray(new Cidr[0]));
    }

    private void add(String host) {
        int slash = host.indexOf('/');
        if (slash >= 0) {
            String network = host.substring(0, slash);
            int prefix = Integer.parseInt(host.substring(slash + 1));
            Address address = IpText.parse(network).orElseThrow();
            blocks.add(new Cidr(address, IpText.isFour(network) ? prefix + 96 : prefix));
            return;
        }
        Optional<Address> address = IpText.parse(host);
        if (address.isPresent()) {
            addresses.add(address.get());
        } else if (host.indexOf('*') >= 0 || host.indexOf('?') >= 0) {
            globs.add(new Glob(Endpoint.normal(host)));
        } else {
            names.add(Endpoint.normal(host));
        }
    }
}
