package dev.jinx.runtime.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jinx.runtime.fault.CorruptFault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageTest {
    private static final int PIECE = 65_536;

    /** Where ones became something else. */
    private static List<Integer> changed(Stage stage, int bytes, int behind) {
        byte[] ones = new byte[bytes];
        java.util.Arrays.fill(ones, (byte) 1);
        byte[] through = stage.feed(ones, behind);
        assertThat(through).hasSize(bytes);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < bytes; i++) {
            if (through[i] != 1) {
                places.add(i);
            }
        }
        return places;
    }

    @Test
    void eachPieceOfALargeOperationIsCorruptedInPlacesOfItsOwn() {
        Stage stage = new Stage(new CorruptFault(0.01, CorruptFault.Mode.ZERO), 7, "rule");
        List<Integer> first = changed(stage, PIECE, PIECE);
        List<Integer> second = changed(stage, PIECE, 0);
        assertThat(first).hasSizeBetween(500, 820);
        assertThat(second).hasSizeBetween(500, 820);
        second.retainAll(first);
        assertThat(second).as("places that chance has in both").hasSizeLessThan(40);
    }

    @Test
    void oneByteOfAnOperationIsChangedForSureAndNotOneOfEachPiece() {
        Stage stage = new Stage(new CorruptFault(0, CorruptFault.Mode.FLIP), 7, "rule");
        assertThat(changed(stage, PIECE, PIECE)).hasSize(1);
        assertThat(changed(stage, PIECE, 0)).isEmpty();
    }
}
