package dev.jinx.e2e.app.call;

import dev.jinx.e2e.app.Say;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.loader.WebappLoader;
import org.apache.catalina.startup.Tomcat;

/** A web application with a bank in it. */
final class TomcatHost {
    private TomcatHost() {}

    static void run(Path webapp) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(webapp.resolveSibling("tomcat").toString());
        tomcat.setPort(0);
        Context context = tomcat.addContext("", webapp.toString());
        context.setLoader(new WebappLoader());
        tomcat.start();
        ClassLoader loader = context.getLoader().getClassLoader();
        Say.fact("loader", loader.getClass().getSimpleName());
        Say.fact("own bank", loader.loadClass("dev.jinx.e2e.app.call.Bank").getClassLoader() == loader);
        Say.fact("web application", CallLoaders.called(loader, "hit"));
        Say.fact("own exception", CallLoaders.called(loader, "a"));
        tomcat.stop();
        tomcat.destroy();
    }
}
